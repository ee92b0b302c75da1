using System.Buffers.Binary;
using System.Net;

namespace Fachwerk.Simulator.Depots;

/// <summary>
/// What a name server answers that is broken, captive or hostile: one kind after the other, the wrong address that
/// looks true most often.
/// </summary>
public sealed class WrongAnswers
{
    private const int Kinds = 16;

    private int _next;

    /// <summary>The next wrong answer to a question.</summary>
    public byte[] To(byte[] question)
    {
        if (NameServer.HostIn(question) is null)
            return question;
        int kind = _next++ % Kinds;
        // RFC 5737: nobody's.
        byte[] answer = NameServer.Answer(question, [new IPAddress([203, 0, 113, (byte)(1 + _next % 200)])], 60);
        switch (kind)
        {
            case 0:
                return question;
            case 1:
                return Coded(answer, 2);
            case 2:
                return Coded(answer, 5);
            case 3:
                return Coded(NameServer.Answer(question, []), 3);
            case 4:
                BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(2), NameServer.AnswerFlags | 0x0200);
                return answer;
            case 5:
                answer[0] ^= 0x55;
                return answer;
            case 6:
                answer[12] ^= 1;
                return answer;
            case 7:
                return Loop(question);
            case 8:
                return answer[..^3];
            case 9:
                return [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 31 + _next * 17))];
            default:
                return answer;
        }
    }

    private static byte[] Coded(byte[] answer, int code)
    {
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(2), (ushort)(NameServer.AnswerFlags | code));
        return answer;
    }

    // An alias whose name points at itself.
    private static byte[] Loop(byte[] question)
    {
        int at = question.Length;
        byte[] answer = [.. question, 0xC0, (byte)at, 0, 5, 0, 1, 0, 0, 0, 60, 0, 2, 0xC0, (byte)at];
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(2), NameServer.AnswerFlags);
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(6), 1);
        return answer;
    }
}
