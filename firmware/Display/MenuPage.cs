using Fachwerk.Firmware.Chips;

namespace Fachwerk.Firmware.Display;

/// <summary>Four lines that the maintenance menu writes itself.</summary>
public sealed class MenuPage
{
    private const int Revisions = 256;

    private readonly LineWriter[] _lines = new LineWriter[Hd44780.Rows];

    /// <summary>An empty page.</summary>
    public MenuPage()
    {
        for (int row = 0; row < _lines.Length; row++)
        {
            _lines[row] = new LineWriter();
        }
    }

    /// <summary>Another number after each change.</summary>
    public int Revision { get; private set; }

    /// <summary>A line.</summary>
    public LineWriter Line(int row) => _lines[row];

    /// <summary>Begins the page anew.</summary>
    public void Clear()
    {
        Revision = (Revision + 1) % Revisions;
        for (int row = 0; row < _lines.Length; row++)
        {
            _lines[row].Begin();
        }
    }
}
