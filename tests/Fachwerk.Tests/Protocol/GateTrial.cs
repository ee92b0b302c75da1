using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Coap;
using Fachwerk.Protocol.Oscore;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.Tests.Protocol;

/// <summary>What a gateway makes of one genuine request.</summary>
internal static class GateTrial
{
    private const uint Controller = 1001;

    private static readonly byte[] Secret = new byte[16];

    /// <returns>
    /// Why it is dropped; and 4.04 or 4.05 when there is no such resource or method, 0 when its body is looked at.
    /// </returns>
    public static (DropReason? Reason, int Missed) Check(int method, char resource, long partialIv)
    {
        SessionTable sessions = new();
        sessions.Put(new ControllerSession(Controller, Secret, 0, 0, -1));
        Telegram telegram = new();
        telegram.Count = Request(method, resource, partialIv, telegram.Buffer);
        DropReason? reason = new TelegramGate(sessions, new FrameworkAead()).Check(telegram);
        if (reason is not null)
            return (reason, 0);
        new TelegramBatch().Add(telegram);
        bool isMissed = telegram.RefusalCode is CoapCode.NotFound or CoapCode.MethodNotAllowed;
        return (null, isMissed ? telegram.RefusalCode : 0);
    }

    private static int Request(int method, char resource, long partialIv, byte[] buffer)
    {
        OscoreContext context = ControllerContext.ForController(new FrameworkHmac(), Secret, Controller, 0);
        InnerMessage inner = new();
        inner.Begin(method);
        inner.Resource = resource;
        byte[] plain = new byte[64];
        int count = inner.Write([0x80], 0, 1, plain, 0, plain.Length);
        OscoreMessage message = new();
        message.Header.SetToken(0x1234);
        return new OscoreCodec(new FrameworkAead()).ProtectRequest(
            context, message, partialIv, plain, 0, count, buffer, 0);
    }
}
