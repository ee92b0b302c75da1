using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Keypad;

/// <summary>
/// What a maintenance code opens: a menu on the display that opens and tests compartments and tells how the depot is.
/// Each opening is in the journal first, under the code. It closes by itself after a minute without a key.
/// </summary>
public sealed class MaintenanceMenu
{
    private const int IdleMs = 60000;
    private const int TestPollMs = 20;

    private readonly DepotParts _parts;
    private readonly MenuWriter _writer;
    private readonly uint _controller;
    private readonly bool[] _hasFailed = new bool[DepotIdentity.CompartmentsMax + 1];
    private MenuView _view;
    private uint _codeId;
    private long _untilMs;
    private int _number;
    private int _testing;
    private int _good;
    private int _bad;

    /// <summary>The menu of a depot.</summary>
    /// <param name="controller">Its number, which the menu tells.</param>
    public MaintenanceMenu(DepotParts parts, uint controller)
    {
        _parts = parts;
        _controller = controller;
        _writer = new MenuWriter(parts);
    }

    /// <summary>True while it has the keypad.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Opens the menu; false when that cannot be journalled.</summary>
    public bool TryEnter(uint codeId, long nowMs)
    {
        if (!_parts.Journal.TryAppend(EventKind.MaintenanceEntered, 0, codeId, 0))
        {
            return false;
        }
        _codeId = codeId;
        IsOpen = true;
        Show(MenuView.Root, nowMs);
        return true;
    }

    /// <summary>Takes a key.</summary>
    public void Press(char key, long nowMs)
    {
        if (key == '*')
        {
            Leave(nowMs);
        }
        else if (_view == MenuView.Door)
        {
            PressInDoor(key, nowMs);
        }
        else if (_view != MenuView.Test || _testing == 0)
        {
            int digit = key - '0';
            bool isChoice = _view == MenuView.Root && digit >= (int)MenuView.Door && digit <= (int)MenuView.Free;
            _number = 0;
            Show(isChoice ? (MenuView)digit : MenuView.Root, nowMs);
            if (_view == MenuView.Test)
            {
                BeginTest(nowMs);
            }
        }
    }

    /// <summary>Goes on with a test; closes an idle menu; comes back after what others had to say.</summary>
    public void Tick(long nowMs)
    {
        if (!IsOpen)
        {
            return;
        }
        if (_testing > 0)
        {
            _untilMs = nowMs + IdleMs;
            GoOnTesting(nowMs);
        }
        if (nowMs >= _untilMs)
        {
            Close();
        }
        else if (_parts.Panel.State.Message == Display.PanelMessage.None)
        {
            Write(false);
        }
    }

    /// <summary>Milliseconds until it must run again if nothing changes.</summary>
    public int WaitMs(long nowMs) =>
        IsOpen && _testing > 0 ? TestPollMs : Waits.Until(IsOpen, _untilMs, nowMs);

    private void Leave(long nowMs)
    {
        if (_view == MenuView.Root)
        {
            Close();
            return;
        }
        _testing = 0;
        Show(MenuView.Root, nowMs);
    }

    private void Close()
    {
        IsOpen = false;
        _testing = 0;
        _parts.Panel.HideMenu();
    }

    private void PressInDoor(char key, long nowMs)
    {
        _untilMs = nowMs + IdleMs;
        if (key != '#')
        {
            int number = _number * 10 + key - '0';
            _number = number > DepotIdentity.CompartmentsMax ? _number : number;
            Write(false);
            return;
        }
        bool isOpening = _number >= 1 && TryOpen(_number);
        _number = 0;
        Write(!isOpening);
    }

    private void BeginTest(long nowMs)
    {
        _good = 0;
        _bad = 0;
        System.Array.Clear(_hasFailed, 0, _hasFailed.Length);
        _testing = 0;
        TestNext();
        Show(MenuView.Test, nowMs);
    }

    private void GoOnTesting(long nowMs)
    {
        if (!_parts.Opener.IsIdle)
        {
            return;
        }
        Count(_parts.Doors.StateOf(_testing) == DoorState.Open);
        TestNext();
        Show(MenuView.Test, nowMs);
    }

    // One that cannot be asked for has failed already.
    private void TestNext()
    {
        _testing++;
        while (_testing <= _parts.Bank.Compartments && !TryOpen(_testing))
        {
            Count(false);
            _testing++;
        }
        _testing = _testing <= _parts.Bank.Compartments ? _testing : 0;
    }

    private void Count(bool isGood)
    {
        _good += isGood ? 1 : 0;
        _bad += isGood ? 0 : 1;
        _hasFailed[_testing] = !isGood;
    }

    private bool TryOpen(int compartment)
    {
        if (!_parts.Opener.CanOpen(compartment)
            || !_parts.Journal.TryAppend(EventKind.CodeAccepted, compartment, _codeId, 0)
            || !_parts.Opener.TryRequest(compartment, 0))
        {
            return false;
        }
        _parts.Reopenings.Note(compartment, 0);
        return true;
    }

    private void Show(MenuView view, long nowMs)
    {
        _view = view;
        _untilMs = nowMs + IdleMs;
        Write(false);
    }

    private void Write(bool isRefused)
    {
        _parts.Panel.State.Menu.Clear();
        switch (_view)
        {
            case MenuView.Door:
                _writer.WriteDoor(_number, isRefused);
                break;
            case MenuView.Test:
                _writer.WriteTest(_testing, _good, _bad, _hasFailed);
                break;
            case MenuView.Network:
                _writer.WriteNetwork();
                break;
            case MenuView.Version:
                _writer.WriteVersion(_controller);
                break;
            case MenuView.Clock:
                _writer.WriteClock();
                break;
            case MenuView.Free:
                _writer.WriteFree();
                break;
            default:
                _writer.WriteRoot();
                break;
        }
        _parts.Panel.ShowMenu();
    }
}
