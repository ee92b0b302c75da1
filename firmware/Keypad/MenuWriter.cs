using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Compartments;
using Fachwerk.Firmware.Display;
using Fachwerk.Firmware.Link;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Keypad;

/// <summary>Writes the pages of the maintenance menu.</summary>
/// <param name="controller">The depot's number, which the menu tells.</param>
/// <param name="version">Of the application, as <see cref="AppVersion"/> has it.</param>
/// <param name="boots">How often it has started.</param>
public sealed class MenuWriter(
    uint controller, uint version, uint boots, LockBank bank, INetwork network, LastContact contact, DepotClock clock,
    Settings settings, Quarantine quarantine, FreeCompartments free, PanelState state)
{
    private const int SizesMax = 3;
    private const int MinorShift = 6;
    private const int MajorShift = 12;
    private const int PartMask = 63;

    // By NetworkState, from 1.
    private static readonly string[][] NetworkStates =
    {
        Texts.WifiJoining, Texts.WifiJoined, Texts.WifiPassword, Texts.WifiNotFound, Texts.NoAddress, Texts.WifiFailed,
        Texts.WifiNotSet
    };

    private readonly uint _controller = controller;
    private readonly uint _version = version;
    private readonly uint _boots = boots;
    private readonly LockBank _bank = bank;
    private readonly INetwork _network = network;
    private readonly LastContact _contact = contact;
    private readonly DepotClock _clock = clock;
    private readonly Settings _settings = settings;
    private readonly Quarantine _quarantine = quarantine;
    private readonly FreeCompartments _free = free;
    private readonly PanelState _state = state;
    private readonly int[] _counts = new int[SizesMax + 1];
    private readonly CalendarTime _date = new CalendarTime();
    private readonly MenuPage _page = state.Menu;

    public void WriteRoot()
    {
        Say(0, Texts.MenuTitle, 0);
        Say(1, Texts.MenuDoors, 0);
        Say(2, Texts.MenuLink, 0);
        Say(3, Texts.MenuState, 0);
    }

    /// <summary>The page that opens one compartment; a note of number 0 is none.</summary>
    public void WriteDoor(int number, string[] note, int noteNumber)
    {
        Say(0, Texts.MenuOpen, _bank.Compartments);
        if (number > 0)
        {
            _page.Line(1).AddNumber(number, 1);
        }
        if (noteNumber > 0)
        {
            Say(2, note, noteNumber);
        }
        Say(3, Texts.MenuEnter, 0);
    }

    public void WriteQuestion()
    {
        Say(0, Texts.MenuTestAll, _bank.Compartments);
        Say(1, Texts.MenuOneByOne, 0);
        Say(2, Texts.MenuBegin, 0);
        Say(3, Texts.MenuBack, 0);
    }

    public void WriteTest(MaintenanceOpenings test)
    {
        Say(0, Texts.MenuTesting, test.Testing);
        Say(1, Texts.MenuGood, test.Good);
        if (test.AwaitsClosing)
        {
            Say(2, Texts.PleaseClose, 0);
        }
        Say(3, Texts.MenuTestKeys, 0);
    }

    public void WriteResult(MaintenanceOpenings test)
    {
        Say(0, test.WasStopped ? Texts.MenuStopped : Texts.MenuTested, 0);
        Say(1, Texts.MenuGood, test.Good);
        Say(2, Texts.MenuBad, test.Bad);
        LineWriter list = _page.Line(3);
        for (int i = 1; i < test.HasFailed.Length && list.Count < Hd44780.Columns - 2; i++)
        {
            if (test.HasFailed[i])
            {
                list.Add("% ", i);
            }
        }
    }

    public void WriteNetwork()
    {
        bool isOnline = _contact.IsKnown && !_state.IsOffline;
        Say(0, isOnline ? Texts.MenuOnline : Texts.MenuOffline, 0);
        Say(1, Texts.MenuContact, 0);
        int state = (int)_network.State;
        if (state > 0)
        {
            Say(3, NetworkStates[state - 1], 0);
        }
        if (!_contact.IsKnown)
        {
            Say(2, Texts.MenuNever, 0);
        }
        else if (_contact.UnixSeconds == 0)
        {
            Say(2, Texts.Refusal(RefusalReason.ClockUnknown), 0);
        }
        else
        {
            WriteDate(2, _contact.UnixSeconds);
        }
    }

    public void WriteVersion()
    {
        LineWriter line = _page.Line(0).Add("Version %", (int)(_version >> MajorShift));
        line.Add(".%", (int)(_version >> MinorShift) & PartMask);
        line.Add(".%", (int)_version & PartMask);
        Say(1, Texts.MenuController, _controller);
        Say(2, Texts.MenuBoots, _boots);
    }

    public void WriteClock()
    {
        if (_clock.IsTrusted)
        {
            WriteDate(0, _clock.UnixSeconds);
        }
        else
        {
            Say(0, Texts.Refusal(RefusalReason.ClockUnknown), 0);
        }
        if (_clock.IsInDoubt)
        {
            Say(1, Texts.MenuDoubt, 0);
        }
    }

    public void WriteFree()
    {
        Say(0, Texts.Free, 0);
        LineWriter line = _page.Line(1);
        _free.Count(_counts, 0);
        for (int size = 1; size <= SizesMax; size++)
        {
            line.AddCode(PanelLines.SizeLetter(size));
            line.Add(" % ", _counts[size]);
        }
        Say(2, Texts.MenuQuarantined, _quarantine.Count(_bank.Compartments));
    }

    private void WriteDate(int row, uint unixSeconds)
    {
        _date.Set(_settings.ToLocal(unixSeconds));
        _page.Line(row).AddDate(_date);
    }

    private void Say(int row, string[] text, long number) =>
        _page.Line(row).Begin().Add(text[(int)_state.Language], number);
}
