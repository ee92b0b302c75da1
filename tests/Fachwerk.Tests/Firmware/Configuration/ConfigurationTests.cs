using System.Text;
using Fachwerk.Firmware.Configuration;
using Fachwerk.Protocol.Telegrams;
using Xunit;

namespace Fachwerk.Tests.Firmware.Configuration;

/// <summary>The configuration file: what it may say, and what the display says of each thing wrong in it.</summary>
[Trait("Promise", "D-12")]
public sealed class ConfigurationTests
{
    private const string Wifi = "version = 1\nnetwork = wifi\nssid = Depot 7\npassword = swordfish\n";

    [Fact]
    public void A_whole_file_is_read()
    {
        BoardConfiguration read = Read(
            "# Site Nord\r\nversion=1\r\n\r\nnetwork = ethernet\r\naddress = 10.0.0.7\r\nmask = 255.255.255.0\r\n"
            + "router = 10.0.0.1\r\ndns = 9.9.9.9");

        Assert.Equal((ConfigurationFault.None, false), (read.Fault, read.IsWifi));
        Assert.Equal(
            ("10.0.0.7", "255.255.255.0", "10.0.0.1", "9.9.9.9"), (read.Address, read.Mask, read.Router, read.Dns));
    }

    [Fact]
    public void A_name_with_blanks_and_a_password_with_an_equals_sign_are_kept()
    {
        BoardConfiguration read = Read("version = 1\nnetwork = wifi\nssid =  Depot 7 \npassword = a=b#c=defg");

        Assert.Equal((true, "Depot 7", "a=b#c=defg"), (read.IsWifi, read.Ssid, read.Password));
    }

    [Theory]
    [InlineData("", ConfigurationFault.FieldMissing, 1)]
    [InlineData("# nothing\n", ConfigurationFault.FieldMissing, 1)]
    [InlineData("version = 1", ConfigurationFault.FieldMissing, 1)]
    [InlineData("network = ethernet", ConfigurationFault.FieldMissing, 1)]
    [InlineData("version = 1\nnetwork = wifi", ConfigurationFault.FieldMissing, 2)]
    [InlineData("version = 1\nnetwork = wifi\nssid =", ConfigurationFault.FieldMissing, 2)]
    [InlineData("version = 1\nnetwork = ethernet\naddress = 10.0.0.7", ConfigurationFault.FieldMissing, 3)]
    [InlineData("version = 1\nnetwork = ethernet\ndns = 9.9.9.9", ConfigurationFault.FieldMissing, 3)]
    [InlineData("version = 2\nnetwork = ethernet", ConfigurationFault.NewerVersion, 1)]
    [InlineData("version = one\nnetwork = ethernet", ConfigurationFault.BadValue, 1)]
    [InlineData("version = 1\nnetwork = token ring", ConfigurationFault.TooLong, 2)]
    [InlineData("version = 1\nnetwork = lora", ConfigurationFault.BadValue, 2)]
    [InlineData(Wifi + "colour = red", ConfigurationFault.UnknownField, 5)]
    [InlineData(Wifi + "ssid = twice", ConfigurationFault.UnknownField, 5)]
    [InlineData(Wifi + "hello", ConfigurationFault.NotALine, 5)]
    [InlineData(Wifi + "dns = \u00e4", ConfigurationFault.NotALine, 5)]
    [InlineData("version = 1\nnetwork = wifi\nssid = 123456789012345678901234567890123", ConfigurationFault.TooLong, 3)]
    [InlineData("version = 1\nnetwork = wifi\nssid = a\npassword = 1234567", ConfigurationFault.BadValue, 4)]
    [InlineData(Wifi + "address = 10.0.0.256\nmask = 1.1.1.1\nrouter = 1.1.1.1", ConfigurationFault.BadValue, 5)]
    [InlineData(Wifi + "address = 10.0.0\nmask = 1.1.1.1\nrouter = 1.1.1.1", ConfigurationFault.BadValue, 5)]
    public void Each_thing_wrong_is_named_with_its_line_and_the_defaults_hold(
        string file, ConfigurationFault fault, int line)
    {
        BoardConfiguration read = Read(file);

        Assert.Equal((fault, line), (read.Fault, read.FaultLine));
        Assert.Equal((false, "", ""), (read.IsWifi, read.Ssid, read.Address));
    }

    [Fact]
    public void Ethernet_on_a_board_without_it_is_refused_in_words()
    {
        using DepotRig rig = new();
        rig.Depot.Board.Configuration = Read("version = 1\n\nnetwork = ethernet\n", hasEthernet: false);
        rig.PowerUp();

        Assert.Equal((true, ""), (rig.Depot.Board.Configuration.IsWifi, rig.Depot.Board.Configuration.Ssid));
        Assert.Equal(["Hier kein Ethernet", "Konfig, Zeile 3"], [rig.Line(2), rig.Line(3)]);
        rig.Type("*");
        Assert.Equal(["No Ethernet here", "Config, line 3"], [rig.Line(2), rig.Line(3)]);
        Assert.Contains(rig.Journal(), e => e.Kind == EventKind.ConfigurationFault && e.Details[0] == 3);
    }

    [Fact]
    public void Any_bytes_are_read_without_an_exception()
    {
        Random random = new(4711);
        byte[] file = new byte[300];

        for (int i = 0; i < 2_000; i++)
        {
            random.NextBytes(file);
            Assert.NotEqual(ConfigurationFault.None, ConfigurationReader.Read(file, random.Next(1, 300), true).Fault);
        }
    }

    [Theory]
    [InlineData("version = 2\nnetwork = ethernet", "Neuere Version", "Konfig, Zeile 1")]
    [InlineData("version = 1\nnetwork = wifi", "Feld fehlt", "Konfig, Zeile 2")]
    [InlineData(Wifi + "hello", "Name = Wert fehlt", "Konfig, Zeile 5")]
    [InlineData(Wifi + "colour = red", "Unbekanntes Feld", "Konfig, Zeile 5")]
    [InlineData("version = 1111", "Wert zu lang", "Konfig, Zeile 1")]
    [InlineData("version = x", "Wert ungültig", "Konfig, Zeile 1")]
    public void The_display_says_it_an_event_tells_it_and_codes_open_all_the_same(
        string file, string reason, string line)
    {
        using DepotRig rig = new();
        rig.LoadCode("47110815", DepotRig.Code(9, 7));
        rig.Depot.Board.Configuration = Read(file);
        rig.PowerUp();
        string[] lines = [rig.Line(0), rig.Line(2), rig.Line(3)];

        rig.Type("47110815#");
        rig.Run(1000);

        Assert.Equal(["Code, dann # drücken", reason, line], lines);
        Assert.Contains(rig.Journal(), e =>
            e.Kind == EventKind.ConfigurationFault && $"Konfig, Zeile {e.Details[0]}" == line);
        Assert.True(rig.IsOpen(7));
    }

    [Fact]
    public void A_controller_without_identity_says_it_too()
    {
        using DepotRig rig = new();
        rig.Depot.Board.FramA.IsPresent = false;
        rig.Depot.Board.Configuration = Read("network");
        rig.PowerUp();

        Assert.Equal(["Name = Wert fehlt", "Konfig, Zeile 1"], [rig.Line(2), rig.Line(3)]);
    }

    private static BoardConfiguration Read(string file, bool hasEthernet = true)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(file);
        return ConfigurationReader.Read(bytes, bytes.Length, hasEthernet);
    }
}
