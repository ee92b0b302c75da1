using Fachwerk.Backend.Fleet;
using Fachwerk.Backend.Gateway;
using Fachwerk.Protocol.Telegrams;

namespace Fachwerk.SystemTests.World;

/// <summary>What the contract asks of a store of the fleet; each answer is text, so that two can be compared.</summary>
internal interface IFleetStore
{
    /// <summary>Commits a batch of one telegram, and asks for an Echo when it was not accepted.</summary>
    Task<string> CommitAsync(TelegramBatch batch, string node);

    Task RaiseGenerationAsync();

    Task TakeImageAsync();

    /// <summary>Puts the image in place of everything and raises the generation.</summary>
    Task GoBackAsync();

    Task<string> SendNextAsync(string node, uint above);

    /// <summary>Orders have used so many numbers of the row's generation and epoch.</summary>
    Task UseUpAsync(long numbers);

    Task<string> AnswerAsync(uint orderId, int outcome, uint entry);

    Task<string> LosePathAsync(int othersMax);

    Task<string> QueueAsync(OrderKind kind, int compartment, TimeSpan deadline);

    Task<string> CancelAsync(long orderId);

    /// <summary>Lets so much time pass for orders and contacts.</summary>
    Task AgeAsync(TimeSpan time);

    Task<string> ExpireAsync();

    Task<string> ApplyAsync(IReadOnlyList<TableChange> changes, long asOfEvent);

    Task<string> ReadTableAsync(uint since);

    Task RevokeAsync();

    /// <summary>Everything told to the tenant, oldest first.</summary>
    Task<IReadOnlyList<string>> InboxAsync();
}
