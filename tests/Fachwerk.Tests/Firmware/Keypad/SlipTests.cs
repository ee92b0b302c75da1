using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Firmware.Keypad;

/// <summary>Somebody holds a genuine code and types it between guesses: what that buys.</summary>
[Trait("Promise", "D-04")]
public sealed class SlipTests : IDisposable
{
    private const string Slip = "47110815";
    private const string Guess = "1234567890#";
    private const string Locked = "Tastatur gesperrt,";
    private const int OneTime = 7;
    private const int ThreeDays = 4;
    private const int CodesMax = 1000;

    // What the bucket of ten digits holds, and what a first opening gives back at most.
    private const int Budget = 24;
    private const int GivenBack = 3;

    private readonly DepotRig _rig = new();

    private readonly uint _hour = (uint)new DateTimeOffset(DepotRig.Noon).ToUnixTimeSeconds() / 3600;

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(CodesMax)]
    public void However_many_expired_codes_lie_between_the_fourth_guess_locks(int slips)
    {
        _rig.Load([.. Enumerable.Range(0, slips).Select(i => Put($"{20_000_000 + i}", Expired((uint)i + 1)))]);
        _rig.PowerUp();

        for (int i = 0; i < 3; i++)
            _rig.Type(Guess);
        for (int i = 0; i < slips; i++)
            _rig.Type($"{20_000_000 + i}#");
        string told = _rig.Line(0);
        _rig.Type(Guess);

        Assert.Equal("Abgelaufen am", told);
        Assert.Equal(Locked, _rig.Line(0));
    }

    [Theory]
    [InlineData("expired", "Abgelaufen am")]
    [InlineData("not yet", "Gültig ab")]
    [InlineData("used up", "Code verbraucht")]
    [InlineData("outside hours", "Geschlossen")]
    [InlineData("not fitted", "Fach gestört")]
    [InlineData("none free", "Kein Fach frei")]
    [InlineData("asked and left", "Code, dann # drücken")]
    [InlineData("duress, expired", "Abgelaufen am")]
    [InlineData("maintenance, expired", "Abgelaufen am")]
    [InlineData("offline, used up", "Code verbraucht")]
    public void A_genuine_code_that_opens_nothing_makes_up_for_no_guess(string kind, string told)
    {
        _rig.Load(Records(kind));
        _rig.PowerUp();
        string slip = kind.StartsWith("offline", StringComparison.Ordinal) ? _rig.Offline(OneTime, _hour, 7) : Slip;
        bool isUsedBefore = kind.EndsWith("used up", StringComparison.Ordinal);
        _rig.Type(isUsedBefore ? $"{slip}#" : "");
        _rig.Run(1000);
        _rig.Push(7);
        _rig.Run(130_000);

        for (int i = 0; i < 3; i++)
            _rig.Type(Guess);
        _rig.Type($"{slip}#");
        _rig.Type(kind == "asked and left" ? "*" : "");
        string shown = _rig.Line(0);
        _rig.Type(Guess);

        Assert.Equal(told, shown);
        Assert.Equal(Locked, _rig.Line(0));
    }

    [Theory]
    [InlineData("key")]
    [InlineData("two uses, reopened")]
    [InlineData("duress")]
    [InlineData("maintenance")]
    [InlineData("deposit")]
    [InlineData("deposit, asked")]
    [InlineData("offline")]
    [InlineData("offline, reopened")]
    public void A_code_that_opens_again_and_again_ends_each_streak_and_gives_back_once(string kind)
    {
        _rig.Load(Records(kind));
        _rig.PowerUp();
        string slip = kind switch
        {
            "offline" => _rig.Offline(ThreeDays, _hour, 7),
            "offline, reopened" => _rig.Offline(OneTime, _hour, 7),
            _ => Slip
        };

        int guesses = 0;
        for (int round = 1; !_rig.Kinds().Contains(EventKind.ChannelClosed); round++)
        {
            for (int i = 0; i < 3 && !_rig.Kinds().Contains(EventKind.ChannelClosed); i++, guesses++)
                _rig.Type(Guess);
            _rig.Type($"{slip}#");
            _rig.Type(kind switch { "maintenance" => "*", "deposit, asked" => "1", _ => "" });
            _rig.Run(1000);
            _rig.Push(kind.StartsWith("deposit", StringComparison.Ordinal) ? round : 7);
            // A door that moves more than ten times a minute is held back as one that flaps.
            _rig.Run(8000);
            Assert.DoesNotContain(EventKind.KeypadLocked, _rig.Kinds());
        }

        Assert.Equal(Budget + GivenBack, guesses);
    }

    [Fact]
    public void Each_of_many_keys_gives_back_its_three_once_also_after_power_loss()
    {
        const int Keys = 5;
        _rig.Load([.. Enumerable.Range(1, Keys).Select(i => Put($"{20_000_000 + i}", DepotRig.Code((uint)i, i)))]);
        _rig.PowerUp();

        int guesses = 0;
        for (int key = 1; !_rig.Kinds().Contains(EventKind.ChannelClosed); key = key % Keys + 1)
        {
            for (int i = 0; i < 3 && !_rig.Kinds().Contains(EventKind.ChannelClosed); i++, guesses++)
                _rig.Type(Guess);
            _rig.Type($"{20_000_000 + key}#");
            _rig.Run(1000);
            _rig.Push(key);
            if (key == Keys)
                _rig.Reboot();
        }

        Assert.Equal(Budget + Keys * GivenBack, guesses);
    }

    private (RecordKind Kind, byte[] Bytes)[] Records(string kind)
    {
        CodeRecord code = DepotRig.Code(9, 7);
        List<(RecordKind, byte[])> records = [];
        if (kind.EndsWith("expired", StringComparison.Ordinal))
            code.NotAfter = 1;
        if (kind == "not yet")
            code.NotBefore = uint.MaxValue - 1;
        if (kind == "used up")
            code.Uses = 1;
        if (kind == "two uses, reopened")
            code.Uses = 2;
        if (kind == "not fitted")
            code.Compartment = 17;
        if (kind == "outside hours")
            records.Add((RecordKind.Setting, DepotRig.Setting(SettingKey.OpeningHours, 0, 0, 0, 0, 0)));
        if (kind.StartsWith("duress", StringComparison.Ordinal))
            code.Flags = CodeFlags.Duress;
        if (kind.StartsWith("maintenance", StringComparison.Ordinal))
            code.Flags = CodeFlags.Maintenance;
        if (kind is "deposit" or "deposit, asked" or "asked and left" or "none free")
        {
            code.Flags = CodeFlags.Deposit;
            code.Compartment = CodeRecord.AnyCompartment;
        }

        if (kind is "deposit" or "deposit, asked" or "asked and left")
        {
            records.AddRange(Enumerable.Range(1, 15).Select(i =>
                (RecordKind.Compartment, DepotRig.Compartment(i, CompartmentSize.Small))));
        }

        if (kind is "deposit, asked" or "asked and left")
            records.Add((RecordKind.Compartment, DepotRig.Compartment(16, CompartmentSize.Large)));
        return [.. records, Put(Slip, code)];
    }

    private (RecordKind Kind, byte[] Bytes) Put(string digits, CodeRecord code) =>
        (RecordKind.Code, _rig.Record(digits, code));

    private static CodeRecord Expired(uint id)
    {
        CodeRecord code = DepotRig.Code(id, 7);
        code.NotAfter = 1;
        return code;
    }
}
