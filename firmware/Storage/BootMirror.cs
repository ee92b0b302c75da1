using Fachwerk.Firmware.Board;
using Fachwerk.Protocol.Bytes;

namespace Fachwerk.Firmware.Storage;

/// <summary>
/// How far this controller has come, kept apart from the FRAM. An FRAM that is behind it holds numbers that were used
/// already, so the epoch is stepped before anything is sent.
/// <code>
/// controller[4]  bootCount[4]  epoch[1]  crc32[4]
/// </code>
/// One that is missing, damaged or of another controller tells nothing and is written anew.
/// </summary>
public sealed class BootMirror(IMirror file)
{
    /// <summary>Bytes of the file.</summary>
    public const int Bytes = 13;

    private const int CheckedBytes = 9;

    private readonly IMirror _file = file;
    private readonly byte[] _content = new byte[Bytes];

    /// <summary>The newest start it knows of; 0 = it tells nothing.</summary>
    public uint BootCount { get; private set; }

    /// <summary>The newest epoch it knows of.</summary>
    public int Epoch { get; private set; }

    /// <summary>Reads the file.</summary>
    public void Load(uint controller)
    {
        bool isKnown = _file.TryRead(_content, Bytes)
            && BigEndian.ReadUInt32(_content, CheckedBytes) == Crc.Compute32(_content, 0, CheckedBytes)
            && BigEndian.ReadUInt32(_content, 0) == controller;
        BootCount = isKnown ? BigEndian.ReadUInt32(_content, 4) : 0;
        Epoch = isKnown ? _content[8] : 0;
    }

    /// <summary>
    /// True when the FRAM tells of an earlier time than the mirror. This start is counted in the FRAM already.
    /// </summary>
    public bool IsAhead(BootRecord boot, SessionStore session) =>
        BootCount != 0 && (BootCount >= boot.BootCount || Epoch > session.Epoch);

    /// <summary>Writes the file. One that cannot be written is no reason to stop; it protects nothing then.</summary>
    public void Store(uint controller, uint bootCount, int epoch)
    {
        BigEndian.WriteUInt32(_content, 0, controller);
        BigEndian.WriteUInt32(_content, 4, bootCount);
        _content[8] = (byte)epoch;
        BigEndian.WriteUInt32(_content, CheckedBytes, Crc.Compute32(_content, 0, CheckedBytes));
        _file.TryWrite(_content, Bytes);
    }
}
