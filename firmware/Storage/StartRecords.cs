namespace Fachwerk.Firmware.Storage;

/// <summary>Reads records to their end, for whoever has the time.</summary>
internal static class StartRecords
{
    public static bool TryLoadAll(IStartRecords records)
    {
        while (!records.IsLoaded)
        {
            if (!records.TryLoadNext())
            {
                return false;
            }
        }
        return true;
    }
}
