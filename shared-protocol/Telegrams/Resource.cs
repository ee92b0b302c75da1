namespace Fachwerk.Protocol.Telegrams;

/// <summary>The resources: each is a path of one letter. Registry "Resources" of SPEC.md.</summary>
public static class Resource
{
    /// <summary>POST on the gateway: check-in.</summary>
    public const int CheckIn = 'c';

    /// <summary>POST on the gateway: events.</summary>
    public const int Events = 'e';

    /// <summary>GET on the gateway: table since a version.</summary>
    public const int Table = 't';

    /// <summary>GET on the gateway: application image.</summary>
    public const int Image = 'a';

    /// <summary>POST on the depot: order.</summary>
    public const int Order = 'o';
}
