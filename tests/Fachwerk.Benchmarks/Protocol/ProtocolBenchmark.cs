using Fachwerk.Backend.Gateway;
using Fachwerk.Benchmarks.Measuring;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Oscore;

namespace Fachwerk.Benchmarks.Protocol;

/// <summary>
/// A check-in of 65 bytes: the codec without cryptography, the framework's AES-CCM as a host uses it, and the two
/// native calls a controller makes. The baseline seals the same bytes with the framework's AES-CCM and nothing else.
/// </summary>
internal static class ProtocolBenchmark
{
    private const int AadLength = 26;

    public static void Run(Harness harness, TextWriter output)
    {
        using var aes = new FrameworkAes128();
        var host = new CheckInTelegram(new FrameworkAead());
        var controller = new CheckInTelegram(new AesCcm(aes));
        byte[] aad = new byte[AadLength];
        byte[] nonce = new byte[AesCcm.NonceLength];
        byte[] text = new byte[host.PlainLength];
        byte[] tag = new byte[OscoreCodec.TagLength];
        using var baseline = new System.Security.Cryptography.AesCcm(new byte[OscoreContext.KeyLength]);
        BenchmarkCase[] cases =
        [
            new("baseline: framework AES-CCM alone, keyed once", () => baseline.Encrypt(nonce, text, text, tag, aad)),
            new("encode (CBOR, inner CoAP)", host.Encode),
            new("protect, framework AES-CCM keyed each time", host.Protect),
            new("peek (CoAP, OSCORE option)", host.Peek),
            new("peek + unprotect, framework AES-CCM keyed each time", host.Unprotect),
            new("decode (inner CoAP, CBOR)", host.Decode),
            new("protect, the controller's two native calls", controller.Protect),
            new("peek + unprotect, the controller's two native calls", controller.Unprotect)
        ];

        ResultTable.Print(output, $"protocol: a check-in of {host.Length} bytes", harness.Measure(cases));
    }
}
