using System.CommandLine;
using Sekimori.App.Rpc;
using Sekimori.App.Terminal;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;

namespace Sekimori.App.Posture;

/// <summary>The arguments and options of `sekimori audit run`.</summary>
internal static class RunOptions
{
    // Above every severity: no finding has it.
    private const Severity Never = Severity.Critical + 1;

    private static readonly string[] Formats = ["text", "json", "csv", "junit", "sarif", "ocsf", "html"];

    public static Argument<string[]> Targets { get; } = new("TARGET")
    {
        Description = "Hosts: names, addresses, networks (10.0.0.0/24), files with one a line; service-map for what this server's map "
            + "has seen; ldap://HOST[/BASE] or ldaps:// for the computers of a directory. Or files of a host: "
            + "registry.pol, GptTmpl.inf, secedit exports, `winrm get winrm/config`, .reg, what `audit collect-script` collects; "
            + "a folder with such files is one host.",
        // None with --resume.
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Option<string> Format { get; } = new Option<string>("--format")
    {
        Description = "text, json (an object a line), csv, junit, sarif, ocsf or html (default: text).", HelpName = "FORMAT",
        DefaultValueFactory = _ => "text",
    }.AcceptOnlyFromAmong(Formats);

    public static Option<string?> Output { get; } = new("--output") { Description = "Write the report to a file.", HelpName = "FILE" };

    public static Option<Vantage> VantageOption { get; } = Word("--from",
        "Where this machine stands: inside, users or outside (default: inside).",
        Vantage.Inside, Enum.GetValues<Vantage>().ToDictionary(one => one.ToString().ToLowerInvariant()));

    /// <summary>The least severity that counts; above all of them for "never".</summary>
    public static Option<Severity> FailOn { get; } = Word("--fail-on",
        "The least severity for exit code 1: info, low, medium, high, critical or never (default: high).", Severity.High,
        Enum.GetValues<Severity>().Append(Never).ToDictionary(one => one == Never ? "never" : one.ToString().ToLowerInvariant()));

    public static Option<bool> RequireAll { get; } = new("--require-all") { Description = "Exit code 2 if any host was not reached." };

    public static Option<string?> Waivers { get; } = new("--waivers")
    {
        Description = "Accepted findings (YAML): check, host, subject, reason, by, until.", HelpName = "FILE"
    };

    public static Option<string[]> Lists { get; } = new("--list")
    {
        Description = "A list of HardeningKitty (CSV) whose registry values are checked too; may be repeated.", HelpName = "FILE",
    };

    public static Option<string?> Authorities { get; } = new("--ca")
    {
        Description = "Trusted authorities (PEM), besides the system's.",
        HelpName = "FILE"
    };

    public static Option<string?> Name { get; } = new("--name")
    {
        Description = "The name of the host that the given files are of.",
        HelpName = "NAME"
    };

    public static Option<TimeSpan?> Timeout { get; } = RpcTarget.TimeOption("--timeout", "The timeout of a connection (default: 1.5 s).");

    public static Option<int> Parallel { get; } = new("--parallel")
    {
        Description = "Hosts that are asked at once, 1 to 1000 (default: 64).", HelpName = "N", DefaultValueFactory = _ => 64
    };

    public static Option<int[]> TlsPort { get; } = new("--tls-port")
    {
        Description = "Another TLS port to check; may be repeated.",
        HelpName = "PORT"
    };

    public static Option<int> RpcPort { get; } = Port("--rpc-port", "The port of the endpoint mapper", 135);

    public static Option<int> HttpPort { get; } = Port("--http-port", "The port of WS-Management over HTTP", 5985);

    public static Option<int> HttpsPort { get; } = Port("--https-port", "The port of WS-Management over HTTPS", 5986);

    public static Option<string?> Resume { get; } = new("--resume")
    {
        Description = "Take up a stored run that was stopped: its identity or the beginning of it, or 'last'. "
            + "Hosts that have a result are not asked again.",
        HelpName = "RUN",
    };

    public static Option<bool> Queue { get; } = new("--queue")
    {
        Description = "Add the run to the store and write its identity; workers ask the hosts.",
    };

    public static Option<bool> DoorsOnly { get; } = new("--doors-only")
    {
        Description = "Ask 135, 5985 and 5986 only; skip 80, 443, 593, 47001 and Intel AMT."
    };

    public static Option<bool> All { get; } = new("--all") { Description = "Show every outcome in the text format, not only findings." };

    private static Option<int> Port(string name, string description, int usual) => new(name)
    {
        Description = $"{description}, if it is published elsewhere (default: {usual}).", HelpName = "PORT",
        DefaultValueFactory = _ => usual,
    };

    private static Option<T> Word<T>(string name, string description, T otherwise, Dictionary<string, T> words) => new Option<T>(name)
    {
        Description = description,
        HelpName = "WORD",
        DefaultValueFactory = _ => otherwise,
        CustomParser = argument =>
        {
            if (words.TryGetValue(argument.Tokens[0].Value, out var value)) return value;
            argument.AddError($"{name}: '{argument.Tokens[0].Value}' is not one of {string.Join(", ", words.Keys)}");
            return otherwise;
        },
    }.WithWords(words.Keys);
}
