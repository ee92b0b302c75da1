using System;
using Fachwerk.Firmware.Board;

namespace Fachwerk.Firmware.Chips;

/// <summary>
/// FRAM MB85RC512T, 64 KiB (Fujitsu datasheet DS501-00028): writes take no time and no wear; every byte that was
/// acknowledged is stored, so a write cut by power loss leaves a prefix.
/// </summary>
public sealed class Fram
{
    /// <summary>Device address word "1010" with A2-A0 low (datasheet, "Device Address Word").</summary>
    public const int FirstAddress = 0x50;

    /// <summary>Bytes on one chip.</summary>
    public const int SizeBytes = 65536;

    // Ours: bounds one bus transaction to 3 ms at 400 kHz.
    private const int TransferBytesMax = 128;
    private const int AddressBytes = 2;

    private readonly II2cBus _bus;
    private readonly int _device;
    private readonly MendedCells? _mended;
    private readonly byte[] _frame = new byte[AddressBytes + TransferBytesMax];
    private readonly byte[] _cell = new byte[1];
    private byte[] _scratch = new byte[0];

    /// <summary>A chip for one who looks on: a flipped bit is put right in what was read, not in its cell.</summary>
    /// <param name="device">7-bit address: 0x50 for chip A, 0x51 for chip B.</param>
    public Fram(II2cBus bus, int device)
        : this(bus, device, null)
    {
    }

    /// <param name="device">7-bit address: 0x50 for chip A, 0x51 for chip B.</param>
    /// <param name="mended">Where mended cells wait to be told of.</param>
    public Fram(II2cBus bus, int device, MendedCells? mended)
    {
        _bus = bus;
        _device = device;
        _mended = mended;
    }

    /// <summary>One buffer for all that read or write a record of this chip in one go.</summary>
    public byte[] Scratch => _scratch;

    /// <summary>Makes room for the longest of them; before the first tick.</summary>
    public void Reserve(int bytes)
    {
        if (_scratch.Length < bytes)
        {
            _scratch = new byte[bytes];
        }
    }

    /// <summary>Reads; false when the chip does not answer (the buffer may then be partly filled).</summary>
    public bool TryRead(int address, byte[] buffer, int offset, int count)
    {
        while (count > 0)
        {
            int part = count < TransferBytesMax ? count : TransferBytesMax;
            SetAddress(address);
            // "Sequential Read": address word, repeated start, then as many bytes as are clocked.
            if (!_bus.TryTransfer(_device, _frame, 0, AddressBytes, buffer, offset, part))
            {
                return false;
            }
            address += part;
            offset += part;
            count -= part;
        }
        return true;
    }

    /// <summary>Writes; false when the chip does not answer (a prefix may then be stored).</summary>
    public bool TryWrite(int address, byte[] buffer, int offset, int count)
    {
        while (count > 0)
        {
            int part = count < TransferBytesMax ? count : TransferBytesMax;
            SetAddress(address);
            Array.Copy(buffer, offset, _frame, AddressBytes, part);
            // "Page Write": the address counter runs through the whole array, there are no pages.
            if (!_bus.TryTransfer(_device, _frame, 0, AddressBytes + part, null, 0, 0))
            {
                return false;
            }
            address += part;
            offset += part;
            count -= part;
        }
        return true;
    }

    /// <summary>
    /// Puts a flipped bit right in a record that was just read, and in its cell by one byte, so that a cut leaves it as
    /// it was or mended. The cell is read again before: what only the bus got wrong is not in it.
    /// </summary>
    /// <param name="address">Of the record.</param>
    /// <param name="flip">Bit of the record, counted from bit 0 of its first byte; -1 = it is not known.</param>
    /// <returns>True when the record in the buffer is right now.</returns>
    public bool TryMend(int address, byte[] record, int offset, int flip)
    {
        if (flip < 0)
        {
            return false;
        }
        int at = flip / 8;
        byte damaged = record[offset + at];
        byte right = (byte)(damaged ^ (1 << (flip % 8)));
        if (!TryRead(address + at, _cell, 0, 1) || (_cell[0] != damaged && _cell[0] != right))
        {
            return false;
        }
        record[offset + at] = right;
        if (_cell[0] == damaged && _mended != null && _mended.HasRoom)
        {
            _cell[0] = right;
            if (TryWrite(address + at, _cell, 0, 1))
            {
                _mended.Note((uint)((_device - FirstAddress) * SizeBytes + address + at), flip % 8);
            }
        }
        return true;
    }

    private void SetAddress(int address)
    {
        _frame[0] = (byte)(address >> 8);
        _frame[1] = (byte)address;
    }
}
