using System.Diagnostics;
using Sekimori.Gate.Gateway;
using Sekimori.Gate.Settings;
using Sekimori.Security.Kerberos;
using Sekimori.Wire;

namespace Sekimori.App.Gateway;

/// <summary>Tests whether the KDC lets the gate act for its callers at a target (as: delegate, as: transition).</summary>
internal static class DelegationProbe
{
    // A keytab of a host has some twenty keys of 100 bytes.
    private const int LargestKeytab = 1024 * 1024;

    /// <summary>Runs the test.</summary>
    /// <param name="host">The target.</param>
    /// <param name="gateway">The settings of the gate.</param>
    /// <param name="keytab">Its keytab; null if it has none.</param>
    /// <param name="user">For <c>as: transition</c>, a user of the realm to act for; null for the gate itself.</param>
    /// <param name="cancellationToken">Stops the wait for the KDC.</param>
    public static async Task<TargetStep> RunAsync(
        TargetHost host, GatewaySettings gateway, string? keytab, string? user, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        // GSSAPI waits for the KDC, and knows no cancellation.
        var (isGood, finding) = await Task.Run(() => Ask(host, gateway, keytab, user), CancellationToken.None).WaitAsync(cancellationToken);
        return new(host.Name, "delegation", isGood, Stopwatch.GetElapsedTime(started).TotalMilliseconds, finding);
    }

    private static (bool IsGood, string Finding) Ask(TargetHost host, GatewaySettings gateway, string? keytab, string? user)
    {
        if (keytab is null) return (false, "the gate has no keytab (logon: keytab)");
        var transition = host.Settings.As == TargetIdentity.Transition ? gateway.Transition : null;
        var target = $"HTTP/{host.Settings.WsMan!.Host}";
        var principal = transition is null || user is null ? null : $"{user}@{transition.Realm}";
        try
        {
            var service = transition?.Service ?? FindService(keytab);
            if (service is null) return (false, $"{keytab} has no key of a principal HTTP/name@REALM");
            var settings = new KerberosSettings { Keytab = keytab };
            return DelegationTest.FindProblem(settings, service, target, principal) is { } problem
                ? (false, problem.ReplaceLineEndings(" "))
                : (true, $"{service} has obtained a ticket for {target}{Whose(transition, principal)}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or MalformedException)
        {
            return (false, $"{keytab} cannot be read: {failure.Message}");
        }
    }

    private static string Whose(TransitionSettings? transition, string? principal) =>
        principal is not null ? $" as {principal}, by protocol transition"
        : transition is not null ? " for callers with a ticket; --for USER tests callers without one" : "";

    // The name that browsers and clients of WS-Management ask tickets for.
    private static string? FindService(string keytab)
    {
        var path = keytab.StartsWith("FILE:", StringComparison.Ordinal) ? keytab["FILE:".Length..] : keytab;
        if (new FileInfo(path).Length > LargestKeytab) throw new IOException("it is too large for a keytab");
        return KeytabNames.Read(File.ReadAllBytes(path)).FirstOrDefault(
            name => name.StartsWith("HTTP/", StringComparison.OrdinalIgnoreCase));
    }
}
