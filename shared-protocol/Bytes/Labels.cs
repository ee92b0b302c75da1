namespace Fachwerk.Protocol.Bytes;

/// <summary>The labels that keys are derived under.</summary>
internal static class Labels
{
    /// <summary>ASCII label ‖ controller number[4] ‖ so many further bytes, zero.</summary>
    public static byte[] WithController(string label, uint controller, int further)
    {
        byte[] info = new byte[label.Length + 4 + further];
        for (int i = 0; i < label.Length; i++) info[i] = (byte)label[i];
        BigEndian.WriteUInt32(info, label.Length, controller);
        return info;
    }
}
