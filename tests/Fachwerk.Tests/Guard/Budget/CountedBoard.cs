using Fachwerk.Firmware.Board;
using Fachwerk.Firmware.Configuration;
using Fachwerk.Protocol.Crypto;
using Fachwerk.Simulator.Board;

namespace Fachwerk.Tests.Guard.Budget;

/// <summary>
/// The virtual board behind a counter: each call of the controller is charged, and nothing that the simulator, the
/// gateway or cryptography in software does is counted.
/// </summary>
internal sealed class CountedBoard(VirtualBoard board)
    : IBoard, IBoardPins, IDatagramSocket, INetwork, IMirror, ICryptoChip, IAes128, IHmacSha256
{
    public II2cBus MainBus { get; } = new CountedBus(board.MainBus);

    public II2cBus DisplayBus { get; } = new CountedBus(board.DisplayBus);

    public bool HasPanelExpander => board.HasPanelExpander;

    public IBoardPins Pins => this;

    public IDatagramSocket Socket => this;

    public INetwork Network => this;

    public IMirror Mirror => this;

    public BoardConfiguration Configuration => board.Configuration;

    public ICryptoChip Crypto => this;

    public IAes128 Aes => this;

    public IHmacSha256 Hmac => this;

    public bool MainsGood => Ask("IBoardPins.MainsGood", () => board.Pins.MainsGood);

    public bool TamperClosed => Ask("IBoardPins.TamperClosed", () => board.Pins.TamperClosed);

    public void SelectKeypadRow(int row) =>
        Do("IBoardPins.SelectKeypadRow", () => board.Pins.SelectKeypadRow(row));

    public int ReadKeypadColumns() => Ask("IBoardPins.ReadKeypadColumns", board.Pins.ReadKeypadColumns);

    public void TriggerSolenoidSupply() =>
        Do("IBoardPins.TriggerSolenoidSupply", board.Pins.TriggerSolenoidSupply);

    public void FeedWatchdog() => Do("IBoardPins.FeedWatchdog", board.Pins.FeedWatchdog);

    public void SetBuzzer(bool sounding) => Do("IBoardPins.SetBuzzer", () => board.Pins.SetBuzzer(sounding));

    public void SetLed(LedColor color) => Do("IBoardPins.SetLed", () => board.Pins.SetLed(color));

    public bool TrySend(NetworkAddress target, byte[] buffer, int offset, int count) =>
        Ask("IDatagramSocket.TrySend", () => board.Socket.TrySend(target, buffer, offset, count));

    public int Receive(byte[] buffer, int offset, int capacity, NetworkAddress from) =>
        Ask("IDatagramSocket.Receive", () => board.Socket.Receive(buffer, offset, capacity, from));

    public NetworkState State => Ask("INetwork.State", () => board.Network.State);

    public int ReadNameServers(NetworkAddress[] servers) =>
        Ask("INetwork.ReadNameServers", () => board.Network.ReadNameServers(servers));

    public bool TryRead(byte[] buffer, int count) =>
        Ask("IMirror.TryRead", () => ((IBoard)board).Mirror.TryRead(buffer, count));

    public bool TryWrite(byte[] buffer, int count) =>
        Ask("IMirror.TryWrite", () => ((IBoard)board).Mirror.TryWrite(buffer, count));

    public byte[] EncryptCbc(byte[] key, byte[] iv, byte[] blocks) =>
        Ask("IAes128.EncryptCbc", () => board.Crypto.Aes.EncryptCbc(key, iv, blocks));

    public byte[] EncryptEcb(byte[] key, byte[] blocks) =>
        Ask("IAes128.EncryptEcb", () => board.Crypto.Aes.EncryptEcb(key, blocks));

    public byte[] Compute(byte[] key, byte[] data) =>
        Ask("IHmacSha256.Compute", () => board.Crypto.Hmac.Compute(key, data));

    public void Restart() => board.Restart();

    private static T Ask<T>(string member, Func<T> call)
    {
        IlMeter.Leave(member);
        T answer = call();
        IlMeter.Return();
        return answer;
    }

    private static void Do(string member, Action call) => Ask(member, () =>
    {
        call();
        return true;
    });
}
