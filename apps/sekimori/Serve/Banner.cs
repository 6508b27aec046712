using System.Net;
using System.Reflection;
using Sekimori.App.Terminal;
using Sekimori.Gate;
using Sekimori.Gate.Listening;
using Sekimori.Gate.Settings;
using Sekimori.Gate.Tls;
using Sekimori.Guard.Connect;
using Sekimori.Server.Tls;
using Sekimori.WsMan.Operations;

namespace Sekimori.App.Serve;

/// <summary>The banner of a started server: listeners, who is allowed, the certificate, the protection of secrets, how to stop.</summary>
internal sealed class Banner(Screen screen)
{
    private const string Bold = "\e[1m", Dim = "\e[2m", Yellow = "\e[33m", Plain = "\e[0m";
    private const int LabelWidth = 12;

    private static string Version =>
        typeof(Banner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public void Write(GateSummary gate, DateTimeOffset now)
    {
        var (settings, wsman, plan) = (gate.Settings, gate.WsMan, gate.Plan);
        Say($"{Bold}Sekimori {Version}{Plain} guards the management ports of this machine.");
        Say();
        Listening(plan, wsman, settings.Rpc.Dcom.IsEnabled);
        Line("Allow", settings.Guard.Policy is not null && ReferenceEquals(settings.Allow, AddressList.Loopback)
            ? "decided by the policy"
            : AllowedText(settings.Allow));
        if (CanBeRelayed(settings, plan, wsman))
            Line(
                "",
                $"{Yellow}NTLM logons can be relayed{Plain} from HTTP to HTTPS by a man in the middle: set wsman: channel-binding: " +
                $"strict, or close one of the ports (docs/security.md)");
        Line("Policy", gate.Policy);
        if (gate.Audit is { } audit)
            Line("Audit", audit);
        if (gate.Rules is { } rules)
            Line("Rules", rules);
        if (gate.Map is { } map)
            Line("Map", map);
        if (gate.Metrics is { } metrics)
            Line("Metrics", metrics);
        Line("Limits", gate.Limits);
        if (gate.Certificate is { } certificate)
            Certificate(settings, certificate, now);
        Line("Secrets", $"encrypted; the keys are protected by {gate.Secrets}");
        if (gate.Accounts > 0)
            Line("Accounts", $"{gate.Accounts} ({CalledAs.Command} account list{DataOption(settings)})");
        else
            Line("Accounts", $"{Yellow}none yet{Plain}: {CalledAs.Command} account add NAME --role operator{DataOption(settings)}");
        if (settings.Keeper is { } keeper)
            Line("Keeper", $"{keeper}: shells and processes run as the Unix user that it has for each account");
        else if (!Environment.IsPrivilegedProcess)
            Line("Shells", settings.TrustOperators
                ? $"{Yellow}operators have all rights of this server{Plain} (--trust-operators)"
                : "denied: without root they would run as this server (--trust-operators)");
        Line("Data", gate.Folder);
        Line("Stop", $"Ctrl-C, or kill {Environment.ProcessId}");
        screen.Output.Flush();
    }

    private void Listening(ListenPlan plan, WsManSettings wsman, bool hasDcom)
    {
        foreach (var end in plan.Mapper)
            Line("RPC", $"{end,-24} endpoint mapper{(!hasDcom ? "" : plan.Rpc.Contains(end) ? ", DCOM" : ", DCOM activation")}");
        foreach (var end in plan.Rpc.Except(plan.Mapper))
            Line("RPC", $"{end,-24} endpoint on a dynamic port, registered with the mapper{(hasDcom ? "; DCOM objects" : "")}");
        if (plan.Local is { } local)
            Line("RPC", $"{local,-24} local transport: programs on this machine register here");
        foreach (var planned in plan.Listeners)
            Listening(planned, wsman);
    }

    private void Listening(PlannedListener planned, WsManSettings wsman)
    {
        var (listener, ends, failure) = planned;
        foreach (var end in ends)
            Line("WS-Man", listener.Transport == "HTTPS" ? Url(listener, end) : $"{Url(listener, end),-36} {HttpNote(wsman)}");
        if (ends.IsEmpty)
            Line(
                "WS-Man",
                $"{PlannedListener.Name(listener)} {(failure is null ? "is not enabled" : $"{Yellow}is not open{Plain}: {failure}")} " +
                "(winrm/config/listener)");
    }

    /// <summary>
    /// True if a logon that a client makes over HTTP would be accepted over HTTPS from another peer, because it need not name the TLS
    /// channel.
    /// </summary>
    internal static bool CanBeRelayed(GateSettings settings, ListenPlan plan, WsManSettings wsman) =>
        wsman.Negotiate && !wsman.CbtHardeningLevel.Equals("Strict", StringComparison.OrdinalIgnoreCase) && IsOpenToOtherHosts(settings)
        && IsOpen(plan, "HTTP") && IsOpen(plan, "HTTPS");

    private static bool IsOpenToOtherHosts(GateSettings settings) =>
        !ReferenceEquals(settings.Allow, AddressList.Loopback) || settings.Guard.Policy is not null;

    private static bool IsOpen(ListenPlan plan, string transport) =>
        plan.Listeners.Any(planned => planned.Listener.Transport == transport
        && planned.Ends.Any(end => !IPAddress.IsLoopback(end.Address)));

    /// <summary>What an HTTP listener accepts: unencrypted messages can be read and changed by anyone on the way.</summary>
    private static string HttpNote(WsManSettings wsman)
    {
        if (!wsman.AllowUnencrypted) return "encrypted messages only; Basic needs HTTPS";
        return $"{Yellow}unencrypted messages too{Plain} (wsman: " +
            $"allow-unencrypted){(wsman.Basic ? ", and Basic passwords in the clear" : "")}";
    }

    private void Certificate(GateSettings settings, ServerCertificate certificate, DateTimeOffset now)
    {
        var source = certificate.IsSelfMade
            ? "self-signed, created by Sekimori (use your own: --certificate FILE)"
            : settings.Certificate.File!;
        Line("Certificate", source);
        Line("", $"SHA-256 {certificate.Fingerprint}");
        var days = certificate.DaysLeft(now);
        var until = $"{certificate.NotAfter:yyyy-MM-dd}";
        Line("", days switch
        {
            < 0 => $"{Yellow}expired on {until}{Plain}: clients will reject it",
            < CertificateKeeper.WarnDays => $"{Yellow}expires in {days} days{Plain}, on {until}",
            _ => $"valid until {until}, {days} days",
        });
    }

    private static string AllowedText(AddressList allow) =>
        ReferenceEquals(allow, AddressList.Loopback) ? $"{allow}: this machine only (add others: --allow CIDR)" : allow.Ranges.IsEmpty
        ? "nobody" : allow.ToString();

    private static string Url(ConfigListener listener, IPEndPoint end) =>
        $"{listener.Transport.ToLowerInvariant()}://{end}/{listener.UrlPrefix}";

    private static string DataOption(GateSettings settings) => settings.Data is { } data ? $" --data {data}" : "";

    private void Line(string label, string text) => Say($"  {Dim}{label.PadRight(LabelWidth)}{Plain} {text}");

    private void Say(string text = "")
    {
        if (!screen.Colour)
        {
            foreach (var sequence in new[] { Bold, Dim, Yellow, Plain })
                text = text.Replace(sequence, "", StringComparison.Ordinal);
        }

        screen.Output.WriteLine(text);
    }
}
