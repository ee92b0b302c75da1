using Fachwerk.Firmware.Board;
using Fachwerk.Protocol;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.SelfTest;

/// <summary>
/// Published vectors through the native cryptography, and telegrams there and back: what can be known of a device
/// without a board. The same source runs in the tests on .NET.
/// </summary>
public sealed class SelfTests
{
    private const int FailedMax = 32;
    private const string Rfc8613Secret = "0102030405060708090a0b0c0d0e0f10";

    private readonly ICryptoChip _crypto;
    private readonly string[] _failed = new string[FailedMax];

    /// <summary>The tests of a device.</summary>
    public SelfTests(ICryptoChip crypto)
    {
        _crypto = crypto;
    }

    /// <summary>How many held.</summary>
    public int Passed { get; private set; }

    /// <summary>How many did not.</summary>
    public int FailedCount { get; private set; }

    /// <summary>The name of one that did not; at most 32 are kept.</summary>
    public string FailedName(int index) => index < FailedMax ? _failed[index] : "more";

    /// <summary>Runs all of them.</summary>
    public void Run()
    {
        TestHmac();
        TestHkdf();
        TestCcm();
        TestFf1();
        TestOscore();
        TestTelegrams();
        TestOfflineCodes();
    }

    // RFC 4231 §4.2 and §4.3.
    private void TestHmac()
    {
        Expect("hmac 4.2", _crypto.Hmac.Compute(Repeat(0x0b, 20), Hex("4869205468657265")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        Expect("hmac 4.3", _crypto.Hmac.Compute(
                Hex("4a656665"), Hex("7768617420646f2079612077616e7420666f72206e6f7468696e673f")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    // RFC 5869 A.1 and A.3.
    private void TestHkdf()
    {
        Expect("hkdf A.1", Hkdf.Derive(_crypto.Hmac, Hex("000102030405060708090a0b0c"), Repeat(0x0b, 22),
                Hex("f0f1f2f3f4f5f6f7f8f9"), 42),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
        Expect("hkdf A.3", Hkdf.Derive(_crypto.Hmac, new byte[0], Repeat(0x0b, 22), new byte[0], 42),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    }

    // RFC 3610 §8, packet vectors 1 and 2 (M = 8).
    private void TestCcm()
    {
        TestCcm("ccm 1", "00000003020100a0a1a2a3a4a5", "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e",
            "588c979a61c663d2f066d0c2c0f989806d5f6b61dac38417e8d12cfdf926e0");
        TestCcm("ccm 2", "00000004030201a0a1a2a3a4a5", "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            "72c91a36e135f8cf291ca894085c87e3cc15c439c9e43a3ba091d56e10400916");
    }

    private void TestCcm(string name, string nonce, string text, string expected)
    {
        AesCcm ccm = new AesCcm(_crypto.Aes);
        byte[] key = Hex("c0c1c2c3c4c5c6c7c8c9cacbcccdcecf");
        byte[] aad = Hex("0001020304050607");
        byte[] plain = Hex(text);
        byte[] buffer = new byte[plain.Length + AesCcm.TagLength];
        System.Array.Copy(plain, 0, buffer, 0, plain.Length);
        ccm.Seal(key, Hex(nonce), aad, aad.Length, buffer, 0, plain.Length);
        Expect(name + " seal", buffer, expected);
        Expect(name + " open", ccm.TryOpen(key, Hex(nonce), aad, aad.Length, buffer, 0, buffer.Length));
        buffer[0] ^= 1;
        Expect(name + " forged", !ccm.TryOpen(key, Hex(nonce), aad, aad.Length, buffer, 0, buffer.Length));
    }

    // The AES-128 samples 1 and 2 that NIST publishes beside SP 800-38G.
    private void TestFf1()
    {
        TestFf1("ff1 1", "", "02040303040707040804");
        TestFf1("ff1 2", "39383736353433323130", "06010204020000070703");
    }

    private void TestFf1(string name, string tweak, string expected)
    {
        byte[] tweakBytes = Hex(tweak);
        byte[] numerals = Hex("00010203040506070809");
        Ff1 ff1 = new Ff1(_crypto.Aes, Hex("2b7e151628aed2a6abf7158809cf4f3c"), 10, 10, tweakBytes.Length);
        ff1.Encrypt(tweakBytes, numerals);
        Expect(name + " encrypt", numerals, expected);
        ff1.Decrypt(tweakBytes, numerals);
        Expect(name + " decrypt", numerals, "00010203040506070809");
    }

    // RFC 8613 C.1 and C.4.
    private void TestOscore()
    {
        byte[] salt = Hex("9e7ca92223786340");
        OscoreContext client = OscoreContext.Derive(
            _crypto.Hmac, Hex(Rfc8613Secret), salt, new byte[0], Hex("01"), null);
        Expect("oscore C.1 sender", client.SenderKey, "f0910ed7295e6ad4b54fc793154302ff");
        Expect("oscore C.1 iv", client.CommonIv, "4622d4dd6d944168eefb54987c");
        OscoreMessage message = new OscoreMessage();
        message.Header.MessageId = 0x5d1f;
        byte[] token = Hex("00003974");
        System.Array.Copy(token, 0, message.Header.Token, 0, token.Length);
        message.Header.TokenCount = token.Length;
        message.UriHost = Hex("6c6f63616c686f7374");
        byte[] inner = Hex("01b3747631");
        byte[] output = new byte[64];
        int count = new OscoreCodec(new AesCcm(_crypto.Aes)).ProtectRequest(
            client, message, 20, inner, 0, inner.Length, output, 0);
        byte[] datagram = new byte[count];
        System.Array.Copy(output, 0, datagram, 0, count);
        Expect("oscore C.4", datagram, "44025d1f00003974396c6f63616c686f7374620914ff612f1092f1776f1c1668b3825e");
    }

    // There and back between the two ends of the profile.
    private void TestTelegrams()
    {
        OscoreContext depot = ControllerContext.ForController(_crypto.Hmac, Hex(Rfc8613Secret), 1001, 3);
        OscoreContext gateway = ControllerContext.ForGateway(_crypto.Hmac, Hex(Rfc8613Secret), 1001, 3);
        CheckIn sent = new CheckIn { AppVersion = 0x010203, TableVersion = 7, Time = 1795435200, LastEvent = 99 };
        sent.OpenDoors.Clear(64);
        byte[] body = new byte[128];
        int bodyCount = sent.Write(body, 0, body.Length);
        OscoreCodec codec = new OscoreCodec(new AesCcm(_crypto.Aes));
        OscoreMessage message = new OscoreMessage();
        message.Header.MessageId = 5;
        message.Header.SetToken(5);
        byte[] datagram = new byte[256];
        int count = codec.ProtectRequest(depot, message, 5, body, 0, bodyCount, datagram, 0);
        OscoreMessage received = new OscoreMessage();
        Expect("telegram outside", received.TryReadRequest(datagram, 0, count) == WireError.None);
        Expect("telegram controller", received.Controller == 1001 && received.Epoch == 3);
        Expect("telegram verifies", codec.TryUnprotectRequest(gateway, received, datagram));
        CheckIn read = new CheckIn();
        bool isRead = read.TryRead(datagram, received.PayloadOffset, received.PayloadCount);
        Expect("telegram body", isRead && read.TableVersion == 7 && read.Time == 1795435200 && read.LastEvent == 99);
    }

    private void TestOfflineCodes()
    {
        OfflineCodeCipher cipher = new OfflineCodeCipher(_crypto.Aes, Hex(Rfc8613Secret), 1001);
        OfflineCode code = new OfflineCode { Class = 4, Start = 498720, Compartment = 64, Serial = 3 };
        byte[] digits = new byte[OfflineCode.Digits];
        cipher.Write(code, digits, 0);
        OfflineCode read = new OfflineCode();
        bool isRead = cipher.TryRead(digits, 0, code.Start / OfflineCode.EpochHours, read);
        Expect("offline code", isRead && read.Number == code.Number && read.Compartment == 64);
    }

    private void Expect(string name, byte[] found, string expected)
    {
        byte[] bytes = Hex(expected);
        bool isSame = found.Length == bytes.Length;
        for (int i = 0; isSame && i < bytes.Length; i++)
        {
            isSame = found[i] == bytes[i];
        }
        Expect(name, isSame);
    }

    private void Expect(string name, bool holds)
    {
        if (holds)
        {
            Passed++;
            return;
        }
        if (FailedCount < FailedMax)
        {
            _failed[FailedCount] = name;
        }
        FailedCount++;
    }

    private static byte[] Repeat(byte value, int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            bytes[i] = value;
        }
        return bytes;
    }

    private static byte[] Hex(string text)
    {
        byte[] bytes = new byte[text.Length / 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(Digit(text[2 * i]) << 4 | Digit(text[2 * i + 1]));
        }
        return bytes;
    }

    private static int Digit(char letter) => letter <= '9' ? letter - '0' : letter - 'a' + 10;
}
