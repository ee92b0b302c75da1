using Fachwerk.Firmware.Board;

namespace Fachwerk.Simulator.Board;

/// <summary>The board's small file, in memory: it outlives power and goes with the flash chip.</summary>
public sealed class VirtualMirror : IMirror
{
    private byte[] _content = [];

    /// <summary>True while the file system answers.</summary>
    public bool IsReadable { get; set; } = true;

    /// <summary>What is in the file; may be replaced.</summary>
    public byte[] Content
    {
        get => _content;
        set
        {
            _content = value;
            Changed?.Invoke();
        }
    }

    /// <summary>Something was written.</summary>
    public event Action? Changed;

    /// <inheritdoc />
    public bool TryRead(byte[] buffer, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (!IsReadable || _content.Length != count)
            return false;
        _content.CopyTo(buffer, 0);
        return true;
    }

    /// <inheritdoc />
    public bool TryWrite(byte[] buffer, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (IsReadable)
            Content = buffer[..count];
        return IsReadable;
    }
}
