using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Depots;

/// <summary>A depot's compartments and settings as records of its table.</summary>
internal static class DepotTable
{
    public static IReadOnlyList<TablePayload.Item> Of(
        IEnumerable<Compartment> compartments, IEnumerable<KeyValuePair<SettingKey, byte[]>> settings) =>
        [.. compartments.Select(Put), .. settings.Select(Put)];

    private static TablePayload.Item Put(Compartment compartment)
    {
        var bytes = new byte[CompartmentRecord.Length];
        new CompartmentRecord
        {
            Number = compartment.Number,
            Size = compartment.Size,
            Features = (int)compartment.Features,
            Pool = compartment.Pool
        }.Write(bytes, 0);
        return new TablePayload.Item((int)RecordKind.Compartment, [(byte)compartment.Number], bytes);
    }

    public static TablePayload.Item Remove(SettingKey setting) =>
        new((int)RecordKind.Setting, [(byte)setting], null);

    // A setting's record is its key, then its value.
    private static TablePayload.Item Put(KeyValuePair<SettingKey, byte[]> setting) =>
        new((int)RecordKind.Setting, [(byte)setting.Key], [(byte)setting.Key, .. setting.Value]);
}
