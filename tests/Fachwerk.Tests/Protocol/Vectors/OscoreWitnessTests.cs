using Fachwerk.Witness;
using Xunit;

namespace Fachwerk.Tests.Protocol.Vectors;

/// <summary>The witness of the tests is held to the vectors, too, and can say no.</summary>
[Trait("Promise", "G-01")]
public sealed class OscoreWitnessTests
{
    private const int PartialIvAt = 8;

    private static readonly byte[] Secret = Hex.Bytes("0102030405060708090a0b0c0d0e0f10");

    [Fact]
    public void It_goes_through_the_secrets_of_epochs_0_to_5()
    {
        foreach (Ratchet ratchet in ProfileVectors.Ratchets)
        {
            OscoreWitness witness = new(Hex.Bytes(ratchet.Secrets[0]), ratchet.Controller);

            Assert.Equal(ratchet.Secrets, Enumerable.Range(0, 6).Select(epoch => Hex.Text(witness.SecretOf(epoch))));
        }
    }

    [Fact]
    public void It_opens_each_message_under_the_key_and_nonce_of_the_vector()
    {
        // A secret of a later epoch cannot be had from the first one: those of epoch 0 stand for all.
        foreach (Exchange exchange in ProfileVectors.All.Where(exchange => exchange.Epoch == 0))
        {
            OscoreWitness witness = new(Hex.Bytes(exchange.Secret), exchange.Controller);
            (Side asker, Side answerer) = exchange.IsOfController
                ? (Side.Controller, Side.Gateway) : (Side.Gateway, Side.Controller);

            AssertSealed(witness.See(Hex.Bytes(exchange.Request), asker), exchange.SenderKey, exchange.Nonce,
                exchange.PartialIv, exchange.InnerRequest);
            AssertSealed(witness.See(Hex.Bytes(exchange.Answer), answerer), exchange.RecipientKey, exchange.Nonce,
                exchange.PartialIv, exchange.InnerAnswer);
            AssertSealed(witness.See(Hex.Bytes(exchange.AnswerOwn), answerer), exchange.RecipientKey,
                exchange.AnswerOwnNonce, exchange.AnswerOwnPartialIv, exchange.InnerAnswer);
        }
    }

    [Fact]
    public void It_says_no_to_another_side_another_number_and_an_answer_to_nothing()
    {
        Exchange exchange = ProfileVectors.Of("controller").First(one => one.Epoch == 0 && one.PartialIv > 0);
        byte[] request = Hex.Bytes(exchange.Request);
        byte[] changed = [.. request];
        changed[PartialIvAt] ^= 1;
        OscoreWitness witness = new(Hex.Bytes(exchange.Secret), exchange.Controller);

        Assert.Null(witness.See(Hex.Bytes(exchange.Answer), Side.Gateway));
        Assert.Null(witness.See(changed, Side.Controller));
        Assert.Null(witness.See(request, Side.Gateway));
        Assert.Null(witness.See(request[..5], Side.Controller));
        Assert.Null(new OscoreWitness(Secret, exchange.Controller).See(request, Side.Controller));
        Assert.NotNull(witness.See(request, Side.Controller));
    }

    // SPEC.md §5: message id and token are not protected, and an answer brings back what they were on arrival.
    [Fact]
    public void It_opens_an_answer_whose_message_id_and_token_were_changed_on_the_way_of_its_request()
    {
        Exchange exchange = ProfileVectors.Of("controller").First(one => one.Epoch == 0 && one.PartialIv > 0);
        OscoreWitness witness = new(Hex.Bytes(exchange.Secret), exchange.Controller);
        byte[] later = Hex.Bytes(exchange.Request);
        byte[] answer = Hex.Bytes(exchange.Answer);
        later[2] ^= 1;
        answer[3] ^= 1;

        witness.See(Hex.Bytes(exchange.Request), Side.Controller);
        witness.See(later, Side.Controller);

        Assert.Equal(exchange.PartialIv, witness.See(answer, Side.Gateway)?.PartialIv);
        answer[^1] ^= 1;
        Assert.Null(witness.See(answer, Side.Gateway));
    }

    [Fact]
    public void The_ledger_tells_a_pair_that_sealed_two_messages_from_one_that_was_repeated()
    {
        NonceLedger ledger = new();
        Sealing first = new(Side.Controller, 1, 2, 0, 7, "aa", "");

        Assert.True(ledger.Note(first));
        Assert.True(ledger.Note(first));
        Assert.True(ledger.Note(first with { From = Side.Gateway, Key = 3, Sealed = "bb" }));
        Assert.True(ledger.Note(first with { Nonce = 3, Sealed = "bb" }));
        Assert.False(ledger.Note(first with { Sealed = "bb" }));
        Assert.False(ledger.Note(first with { From = Side.Gateway, PartialIv = 8, Sealed = "cc" }));
        Assert.Equal((3, 2, 1, 2), (
            ledger.Count, ledger.CountOf(Side.Controller), ledger.CountOf(Side.Gateway), ledger.Reused.Count));
    }

    private static void AssertSealed(Sealing? seen, string key, string nonce, long partialIv, string inner)
    {
        Sealing sealing = Assert.NotNull(seen);
        Assert.Equal(key, sealing.Key.ToString("x32", null));
        Assert.Equal(nonce, sealing.Nonce.ToString("x26", null));
        Assert.Equal((partialIv, inner), (sealing.PartialIv, sealing.Inner));
    }
}
