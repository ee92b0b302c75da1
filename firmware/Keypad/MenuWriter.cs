using Fachwerk.Firmware.Chips;
using Fachwerk.Firmware.Display;
using Fachwerk.Firmware.Storage;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Firmware.Keypad;

/// <summary>Writes the pages of the maintenance menu.</summary>
internal sealed class MenuWriter
{
    private const int SizesMax = 3;
    private const int MinorShift = 6;
    private const int MajorShift = 12;
    private const int PartMask = 63;

    private readonly DepotParts _parts;
    private readonly FreeCompartments _free;
    private readonly CalendarTime _date = new CalendarTime();
    private readonly MenuPage _page;

    public MenuWriter(DepotParts parts)
    {
        _parts = parts;
        _free = new FreeCompartments(parts);
        _page = parts.Panel.State.Menu;
    }

    public void WriteRoot()
    {
        Say(0, Texts.MenuTitle, 0);
        Say(1, Texts.MenuDoors, 0);
        Say(2, Texts.MenuLink, 0);
        Say(3, Texts.MenuState, 0);
    }

    public void WriteDoor(int number, bool isRefused)
    {
        Say(0, Texts.MenuOpen, 0);
        if (number > 0)
        {
            _page.Line(1).AddNumber(number, 1);
        }
        if (isRefused)
        {
            Say(2, Texts.Refusal(RefusalReason.OutOfOrder), 0);
        }
        Say(3, Texts.MenuEnter, 0);
    }

    public void WriteTest(int testing, int good, int bad, bool[] hasFailed)
    {
        Say(0, testing > 0 ? Texts.MenuTesting : Texts.MenuTested, testing);
        Say(1, Texts.MenuGood, good);
        Say(2, Texts.MenuBad, bad);
        LineWriter list = _page.Line(3);
        for (int i = 1; i < hasFailed.Length && list.Count < Hd44780.Columns - 2; i++)
        {
            if (hasFailed[i])
            {
                list.Add("% ", i);
            }
        }
    }

    public void WriteNetwork()
    {
        bool isOnline = _parts.HasContact && !_parts.Panel.State.IsOffline;
        Say(0, isOnline ? Texts.MenuOnline : Texts.MenuOffline, 0);
        Say(1, Texts.MenuContact, 0);
        if (!_parts.HasContact)
        {
            Say(2, Texts.MenuNever, 0);
        }
        else if (_parts.LastContact == 0)
        {
            Say(2, Texts.Refusal(RefusalReason.ClockUnknown), 0);
        }
        else
        {
            WriteDate(2, _parts.LastContact);
        }
    }

    public void WriteVersion(uint controller)
    {
        LineWriter line = _page.Line(0).Add("Version %", (int)(_parts.AppVersion >> MajorShift));
        line.Add(".%", (int)(_parts.AppVersion >> MinorShift) & PartMask);
        line.Add(".%", (int)_parts.AppVersion & PartMask);
        Say(1, Texts.MenuController, (int)controller);
        Say(2, Texts.MenuBoots, (int)_parts.Boot.BootCount);
    }

    public void WriteClock()
    {
        if (_parts.Clock.IsTrusted)
        {
            WriteDate(0, _parts.Clock.UnixSeconds);
        }
        else
        {
            Say(0, Texts.Refusal(RefusalReason.ClockUnknown), 0);
        }
        if (_parts.Clock.IsInDoubt)
        {
            Say(1, Texts.MenuDoubt, 0);
        }
    }

    public void WriteFree()
    {
        Say(0, Texts.Free, 0);
        LineWriter line = _page.Line(1);
        for (int size = 1; size <= SizesMax; size++)
        {
            line.AddCode(PanelScreen.SizeLetter(size));
            line.Add(" % ", _free.Count(size, 0));
        }
        int quarantined = 0;
        for (int i = 1; i <= _parts.Bank.Compartments; i++)
        {
            quarantined += _parts.Quarantine.IsQuarantined(i) ? 1 : 0;
        }
        Say(2, Texts.MenuQuarantined, quarantined);
    }

    private void WriteDate(int row, uint unixSeconds)
    {
        _date.Set(_parts.Settings.ToLocal(unixSeconds));
        _page.Line(row).AddDate(_date);
    }

    private void Say(int row, string[] text, int number) =>
        _page.Line(row).Begin().Add(text[(int)_parts.Panel.State.Language], number);
}
