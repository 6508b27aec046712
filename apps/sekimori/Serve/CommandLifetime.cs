using Microsoft.Extensions.Hosting;

namespace Sekimori.App.Serve;

/// <summary>The command watches for SIGTERM and SIGINT itself; the host is not to do it a second time.</summary>
internal sealed class CommandLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
