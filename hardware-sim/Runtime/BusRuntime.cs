using System;
using System.Collections.Generic;
using System.Device.Gpio;
using System.Runtime.ExceptionServices;

namespace Fachwerk.DeviceRuntime;

/// <summary>
/// What the runtime of the device knows of one bus and its two pins: which are taken, by whom, and whether the
/// controller is on them. The edge reaches it by static names, so the one at work is kept for each thread.
/// </summary>
internal sealed class BusRuntime
{
    internal const int DataPin = 21;
    internal const int ClockPin = 22;

    [ThreadStatic]
    private static BusRuntime _current;

    private readonly IBusWires _wires;
    private bool _isAttached;
    private ExceptionDispatchInfo _thrown;

    internal BusRuntime(IBusWires wires)
    {
        _wires = wires;
    }

    /// <summary>The one whose edge runs on this thread.</summary>
    internal static BusRuntime Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>Pins that were opened and not closed through a controller.</summary>
    internal List<GpioPin> Open { get; } = [];

    internal long NowMs => _wires.NowMs;

    /// <summary>Puts the bus controller on its pins.</summary>
    /// <exception cref="InvalidOperationException">A pin is taken.</exception>
    internal void Attach()
    {
        if (Open.Count > 0)
            throw new InvalidOperationException("A pin of the bus is taken.");
        _isAttached = true;
        _wires.Attach();
    }

    /// <summary>Takes a pin from the bus controller.</summary>
    internal void Take(int pin)
    {
        _isAttached = false;
        if (pin == DataPin)
            Guard(_wires.Take);
    }

    internal bool IsHigh(int pin) => pin == DataPin ? _wires.IsDataHigh : _wires.IsClockHigh;

    internal void Drive(int pin, bool isLow) =>
        Guard(() =>
        {
            if (pin == DataPin)
                _wires.DriveData(isLow);
            else
                _wires.DriveClock(isLow);
        });

    internal WireEnd Transfer(int address, SpanByte write, SpanByte read)
    {
        if (!_isAttached || _thrown is not null)
            return WireEnd.TimedOut;
        try
        {
            return _wires.Transfer(
                address, write.Array, write.Start, write.Length, read.Array, read.Start, read.Length);
        }
        catch (Exception exception)
        {
            _thrown = ExceptionDispatchInfo.Capture(exception);
            return WireEnd.TimedOut;
        }
    }

    /// <summary>
    /// Lets go on what ended the controller's program from outside, as a power cut does: the edge, which catches what
    /// the runtime throws, is not to see it.
    /// </summary>
    internal void PassOn()
    {
        ExceptionDispatchInfo thrown = _thrown;
        _thrown = null;
        thrown?.Throw();
    }

    private void Guard(Action act)
    {
        try
        {
            if (_thrown is null)
                act();
        }
        catch (Exception exception)
        {
            _thrown = ExceptionDispatchInfo.Capture(exception);
        }
    }
}
