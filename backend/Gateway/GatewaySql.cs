namespace Fachwerk.Backend.Gateway;

/// <summary>The gateway's statements, each in a file of its own beside this one.</summary>
internal static class GatewaySql
{
    public static readonly string Commit = Read("Commit");
    public static readonly string AskEcho = Read("AskEcho");
    public static readonly string SendOrder = Read("SendOrder");
    public static readonly string AnswerOrder = Read("AnswerOrder");
    public static readonly string ExpireOrders = Read("ExpireOrders");

    private static string Read(string name)
    {
        var type = typeof(GatewaySql);
        using var stream = type.Assembly.GetManifestResourceStream($"{type.Namespace}.{name}.sql");
        using var reader = new StreamReader(stream!);
        return reader.ReadToEnd();
    }
}
