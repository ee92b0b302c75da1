namespace Fachwerk.Simulator.Chips;

/// <summary>
/// Character generator ROM A00 (HD44780U data sheet, table 4) as Unicode, so that what the glass shows can be read by
/// people and tests. Codes 0-7 (and 8-15 again) are the own characters of the CGRAM.
/// </summary>
public static class CharacterRom
{
    // 0xE0-0xFF; 0xE2 is drawn as a beta and used as ß, 0xF8 is an x with a bar.
    private const string UpperTwoRows = "αäßεμσρg√⁻jˣ¢£ñö" + "pqθ∞ΩüΣπxy千万円÷ █";

    private static readonly char[] Table = Build();

    /// <summary>The character of a code; <c>▯</c> for an own character without a known shape.</summary>
    public static char ToUnicode(byte code) => Table[code];

    /// <summary>
    /// The character of a code, with the own characters told by their shape: a letter below two dots is its umlaut.
    /// </summary>
    /// <param name="code">Character code.</param>
    /// <param name="characterRam">The 64 bytes of the CGRAM.</param>
    public static char ToUnicode(byte code, ReadOnlySpan<byte> characterRam)
    {
        if (code >= 16)
            return Table[code];
        ReadOnlySpan<byte> shape = characterRam.Slice((code & 7) * 8, 8);
        bool hasDots = shape[0] is 0b01010 or 0b10001;
        if (!hasDots)
            return Table[code];
        int widest = 0;
        foreach (byte row in shape[1..])
            widest |= row;
        bool isOpenAbove = shape[2] == 0b10001 && (shape[1] is 0 or 0b10001);
        bool hasCrossbar = shape[3..7].Contains((byte)0b11111);
        if (widest != 0b11111)
            return Table[code];
        return isOpenAbove ? 'Ü' : hasCrossbar ? 'Ä' : 'Ö';
    }

    private static char[] Build()
    {
        char[] table = new char[256];
        Array.Fill(table, ' ');
        for (int code = 0; code < 16; code++)
            table[code] = '▯';
        for (int code = 0x20; code < 0x7E; code++)
            table[code] = (char)code;
        table[0x5C] = '¥';
        table[0x7E] = '→';
        table[0x7F] = '←';
        // Katakana in the order of JIS X 0201.
        for (int code = 0xA1; code < 0xE0; code++)
            table[code] = (char)('\uFF61' + code - 0xA1);
        table[0xA5] = '·';
        table[0xDF] = '°';
        for (int index = 0; index < UpperTwoRows.Length; index++)
            table[0xE0 + index] = UpperTwoRows[index];
        return table;
    }
}
