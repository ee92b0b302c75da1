using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fachwerk.Protocol.Codes;
using Fachwerk.Protocol.Telegrams;
using Fachwerk.Simulator.Crypto;
using Fachwerk.Simulator.Depots;
using Fachwerk.Simulator.Running;

namespace Fachwerk.Simulator.Alone;

/// <summary>
/// Depots without a backend: their identities and codes are made here at the first run and found again at the next.
/// </summary>
internal static class AloneFleet
{
    /// <summary>Depots unless told otherwise.</summary>
    internal const int DefaultDepots = 3;

    private const uint FirstController = 1001;
    private const int Compartments = 16;
    private const int FirstForDeposits = 5;
    private const int SecretBytes = 16;
    private const uint ClosedController = 1003;
    private const int MinutesOfDay = 1440;
    private const string CodesFile = "codes.json";

    // Nobody listens, but the identity wants an address.
    private const string NoGateway = "127.0.0.1:9";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Reads the identities of the data folder and makes those that are missing.</summary>
    internal static IReadOnlyList<IdentityFile> Prepare(string dataFolder, int depots)
    {
        string folder = Path.Combine(dataFolder, "identities");
        PrivateFile.MakeFolder(folder);
        for (uint controller = FirstController; controller < FirstController + depots; controller++)
        {
            string path = Path.Combine(folder, $"{controller}.json");
            if (!File.Exists(path))
                MakeIdentity(controller).Write(path);
        }

        return IdentityFile.ReadFolder(folder);
    }

    /// <summary>Gives each depot its codes, unless an earlier run did, and says what they are.</summary>
    internal static void GiveCodes(SimulatorHost host, string dataFolder, TextWriter output)
    {
        string path = Path.Combine(dataFolder, CodesFile);
        List<AloneCode> codes = File.Exists(path)
            ? JsonSerializer.Deserialize<List<AloneCode>>(File.ReadAllText(path), Json) ?? []
            : [];
        DateTimeOffset now = host.Time.GetUtcNow();
        foreach (uint controller in host.Controllers)
        {
            // A folder of an earlier version has codes that do not say what they do.
            codes.RemoveAll(code => code.Controller == controller && code.Does is null);
            bool isNew = codes.All(code => code.Controller != controller);
            if (isNew)
                codes.AddRange(AloneCodes.Make(controller, now));
            AloneCode[] own = [.. codes.Where(code => code.Controller == controller)];
            IdentityFile identity = host.Options.Identities.Single(file => file.Controller == controller);
            host.Do(controller, depot => LoadTable(depot, identity, own, isNew));
            if (controller == ClosedController)
                output.WriteLine($"Depot {controller} is outside its opening hours; the maintenance code works.");
            foreach (AloneCode code in own)
                output.WriteLine($"Depot {code.Controller}: {code.Digits}# {code.Does}");
        }

        using FileStream stream = PrivateFile.Open(path, FileMode.Create);
        JsonSerializer.Serialize(stream, codes, Json);
    }

    private static IdentityFile MakeIdentity(uint controller) => new()
    {
        Format = IdentityFile.CurrentFormat,
        Controller = controller,
        TransportSecret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)),
        CodeSecret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)),
        Gateways = [NoGateway],
        Compartments = Compartments,
        Name = $"Depot {controller - FirstController + 1}"
    };

    private static void LoadTable(SimulatedDepot depot, IdentityFile identity, AloneCode[] codes, bool isNew)
    {
        depot.Provision();
        TableLoader loader = new(depot, identity.ToDepotIdentity());
        if (loader.Version > 0 && !isNew)
            return;
        for (int number = 1; number <= identity.Compartments; number++)
            loader.Add(RecordKind.Compartment, CompartmentBytes(number));
        loader.Add(RecordKind.Setting, [(byte)SettingKey.Hotline, .. "0800 123456"u8]);
        if (identity.Controller == ClosedController)
            loader.Add(RecordKind.Setting, NeverOpen());
        uint codeId = loader.Version * AloneCodes.CodesMax;
        foreach (AloneCode code in codes)
            loader.Add(RecordKind.Code, CodeBytes(loader.TableKey, code, ++codeId));
        loader.Apply(loader.Version + 1);
    }

    // Mondays, from the last minute of the day to the last: always outside the opening hours.
    private static byte[] NeverOpen()
    {
        byte[] bytes = new byte[6];
        bytes[0] = (byte)SettingKey.OpeningHours;
        bytes[1] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), MinutesOfDay);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), MinutesOfDay);
        return bytes;
    }

    private static byte[] CompartmentBytes(int number)
    {
        byte[] bytes = new byte[CompartmentRecord.Length];
        new CompartmentRecord
        {
            Number = number,
            Size = number % 4 == 0 ? CompartmentSize.Large : number % 4 == 3
                ? CompartmentSize.Medium : CompartmentSize.Small,
            Pool = number < FirstForDeposits ? CompartmentPool.Backend : CompartmentPool.Depot
        }.Write(bytes, 0);
        return bytes;
    }

    private static byte[] CodeBytes(byte[] tableKey, AloneCode code, uint codeId)
    {
        byte[] bytes = new byte[CodeRecord.Length];
        new CodeRecord
        {
            Tag = TableCode.Tag(new SoftwareHmacSha256(), tableKey, Encoding.ASCII.GetBytes(code.Digits)),
            NotBefore = code.NotBefore,
            NotAfter = code.NotAfter,
            Compartment = code.Compartment,
            Flags = code.Flags,
            Wanted = code.Wanted,
            Uses = code.Uses,
            CodeId = codeId
        }.Write(bytes, 0);
        return bytes;
    }
}
