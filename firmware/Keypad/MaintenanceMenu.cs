using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Display;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Keypad;

/// <summary>
/// What a maintenance code opens: a menu on the display that opens and tests compartments and tells how the depot is.
/// Each opening is in the journal first, under the code. It closes by itself after a minute without a key.
/// </summary>
public sealed class MaintenanceMenu(
    LockBank bank, Journal journal, DoorWatch doors, DoorOpener opener, FrontPanel panel, MenuWriter writer)
{
    private const int IdleMs = 60000;
    private const int TestPollMs = 20;

    private readonly LockBank _bank = bank;
    private readonly Journal _journal = journal;
    private readonly FrontPanel _panel = panel;
    private readonly MenuWriter _writer = writer;
    private readonly MaintenanceOpenings _openings = new MaintenanceOpenings(bank, doors, opener);
    private MenuView _view;
    private long _untilMs;
    private int _number;
    private string[] _note = Texts.MenuOnly;
    private int _noteNumber;
    private bool _isAsking;

    /// <summary>True while it has the keypad.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Opens the menu; false when that cannot be journalled.</summary>
    public bool TryEnter(uint codeId, long nowMs)
    {
        if (!_journal.TryAppend(EventKind.MaintenanceEntered, 0, codeId, 0))
        {
            return false;
        }
        _openings.Begin(codeId);
        IsOpen = true;
        Show(MenuView.Root, nowMs);
        return true;
    }

    /// <summary>Takes a key.</summary>
    public void Press(char key, long nowMs)
    {
        _untilMs = nowMs + IdleMs;
        if (key == '*')
        {
            Leave(nowMs);
        }
        else if (_view == MenuView.Door)
        {
            PressInDoor(key);
        }
        else if (_view == MenuView.Test && _isAsking)
        {
            PressInQuestion(key, nowMs);
        }
        else if (_openings.Testing > 0)
        {
            PressInTest(key, nowMs);
        }
        else
        {
            PressInList(key, nowMs);
        }
    }

    /// <summary>Goes on with a test; closes an idle menu; comes back after what others had to say.</summary>
    public void Tick(long nowMs)
    {
        if (!IsOpen)
        {
            return;
        }
        if (_openings.Tick())
        {
            Show(MenuView.Test, nowMs);
        }
        if (nowMs >= _untilMs)
        {
            Close();
            return;
        }
        PanelState state = _panel.State;
        if (state.Message == PanelMessage.Blocked)
        {
            // A technician has no code to type again.
            Note(Texts.DoorBlocked, state.MessageNumber);
            Write();
        }
        else if (state.Message == PanelMessage.None)
        {
            Write();
        }
    }

    /// <summary>Milliseconds until it must run again if nothing changes.</summary>
    public int WaitMs(long nowMs) =>
        IsOpen && _openings.Testing > 0 ? TestPollMs : Waits.Until(IsOpen, _untilMs, nowMs);

    // A test that is stopped tells first how far it came.
    private void Leave(long nowMs)
    {
        if (_view == MenuView.Root)
        {
            Close();
            return;
        }
        Show(_openings.Stop() ? MenuView.Test : MenuView.Root, nowMs);
    }

    private void Close()
    {
        IsOpen = false;
        _openings.Stop();
        _panel.HideMenu();
    }

    private void PressInList(char key, long nowMs)
    {
        int digit = key - '0';
        bool isChoice = digit >= (int)MenuView.Door && digit <= (int)MenuView.Free;
        bool isInList = _view == MenuView.Root;
        _number = 0;
        Note(Texts.MenuOnly, 0);
        if (isInList && !isChoice)
        {
            _panel.Refuse();
        }
        _isAsking = isInList && isChoice && digit == (int)MenuView.Test;
        Show(isInList && isChoice ? (MenuView)digit : MenuView.Root, nowMs);
    }

    private void PressInDoor(char key)
    {
        int last = _bank.Compartments;
        int number = key == '#' ? _number : _number * 10 + key - '0';
        _number = 0;
        Note(Texts.MenuOnly, 0);
        if (number > last || (key == '#' && number == 0))
        {
            Note(Texts.MenuOnly, last);
            _panel.Refuse();
        }
        else if (key != '#')
        {
            _number = number;
        }
        else if (_openings.TryOpen(number))
        {
            Note(Texts.Opens, number);
        }
        else
        {
            Note(Texts.Refusal(RefusalReason.OutOfOrder), number);
            _panel.Refuse();
        }
        Write();
    }

    private void PressInQuestion(char key, long nowMs)
    {
        if (key != '#')
        {
            _panel.Refuse();
            return;
        }
        _isAsking = false;
        _openings.BeginTest();
        Show(MenuView.Test, nowMs);
    }

    private void PressInTest(char key, long nowMs)
    {
        if (key == '#' && _openings.TryGoOn())
        {
            Show(MenuView.Test, nowMs);
        }
        else
        {
            _panel.Refuse();
        }
    }

    private void Note(string[] text, int number)
    {
        _note = text;
        _noteNumber = number;
    }

    private void Show(MenuView view, long nowMs)
    {
        _view = view;
        _untilMs = nowMs + IdleMs;
        Write();
    }

    private void Write()
    {
        _panel.State.Menu.Clear();
        switch (_view)
        {
            case MenuView.Door:
                _writer.WriteDoor(_number, _note, _noteNumber);
                break;
            case MenuView.Test when _isAsking:
                _writer.WriteQuestion();
                break;
            case MenuView.Test when _openings.Testing > 0:
                _writer.WriteTest(_openings);
                break;
            case MenuView.Test:
                _writer.WriteResult(_openings);
                break;
            case MenuView.Network:
                _writer.WriteNetwork();
                break;
            case MenuView.Version:
                _writer.WriteVersion();
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
        _panel.ShowMenu();
    }
}
