using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Fachwerk.Backend.Secrets;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Backend.Gateway;

/// <summary>What is derived from the secret of an epoch, without an object of its own: 50 bytes.</summary>
internal struct SessionKeys
{
    private Vector128<byte> _sender;
    private Vector128<byte> _recipient;
    private Vector128<byte> _commonIv;

    /// <summary>False before anything was derived.</summary>
    public bool IsDerived { get; private set; }

    public byte Epoch { get; private set; }

    public static SessionKeys Derive(byte[] secret, uint controller, int epoch)
    {
        var context = ControllerContext.ForGateway(FrameworkHmac.Instance, secret, controller, epoch);
        var keys = new SessionKeys
        {
            _sender = Vector128.Create(context.SenderKey),
            _recipient = Vector128.Create(context.RecipientKey),
            IsDerived = true,
            Epoch = (byte)epoch,
        };
        context.CommonIv.CopyTo(BytesOf(ref keys._commonIv));
        return keys;
    }

    public readonly void CopyTo(byte[] senderKey, byte[] recipientKey, byte[] commonIv)
    {
        _sender.CopyTo(senderKey);
        _recipient.CopyTo(recipientKey);
        var iv = _commonIv;
        BytesOf(ref iv)[..AesCcm.NonceLength].CopyTo(commonIv);
    }

    private static Span<byte> BytesOf(ref Vector128<byte> bytes) =>
        MemoryMarshal.AsBytes(new Span<Vector128<byte>>(ref bytes));
}
