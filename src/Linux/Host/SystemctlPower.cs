using Sekimori.Guard;

namespace Sekimori.Linux.Host;

/// <summary>Restarts the host and turns it off through systemctl, which asks the init system and logind.</summary>
internal sealed class SystemctlPower : IPowerControl
{
    public Task<uint> RebootAsync(Caller caller, CancellationToken cancellationToken) => RunAsync("reboot", cancellationToken);

    public Task<uint> ShutdownAsync(Caller caller, CancellationToken cancellationToken) => RunAsync("poweroff", cancellationToken);

    private static async Task<uint> RunAsync(string verb, CancellationToken token)
    {
        var (code, _, _) = await Command.RunAsync("systemctl", ["--no-ask-password", verb], token).ConfigureAwait(false);
        return (uint)code;
    }
}
