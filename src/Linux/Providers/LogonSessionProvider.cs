using System.Globalization;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The sessions of users, as logind keeps them.</summary>
internal sealed class LogonSessionProvider(LinuxHost host, SessionFacts sessions) : CimProvider<Win32LogonSession>
{
    public override bool MayBlock => false;

    protected override IEnumerable<Win32LogonSession> Enumerate(ProviderRequest request)
    {
        foreach (var (id, facts) in sessions.Read())
            yield return new Win32LogonSession
            {
                Caption = facts.GetValueOrDefault("DESKTOP") ?? facts.GetValueOrDefault("SERVICE"),
                Name = facts.GetValueOrDefault("USER"),
                LogonId = id,
                AuthenticationPackage = facts.GetValueOrDefault("SERVICE"),
                // Microseconds since 1970.
                StartTime = long.TryParse(facts.GetValueOrDefault("REALTIME"), CultureInfo.InvariantCulture, out var microseconds)
                    ? host.ToCim(DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds)) : null,
                // 2 interactive, 4 batch, 5 service, 10 remote interactive.
                LogonType = facts.GetValueOrDefault("REMOTE") == "1" ? 10u : facts.GetValueOrDefault("TYPE") switch
                {
                    "tty" or "x11" or "wayland" or "mir" => 2u,
                    "unspecified" when facts.GetValueOrDefault("CLASS") == "background" => 4u,
                    _ => null,
                },
                Status = facts.GetValueOrDefault("STATE") == "closing" ? "Stopping" : "OK",
            };
    }
}
