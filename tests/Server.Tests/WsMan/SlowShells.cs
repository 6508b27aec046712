using Sekimori.Guard;
using Sekimori.WsMan.Shell;

namespace Sekimori.Server.Tests.WsMan;

/// <summary>Shells whose commands run for ever and say nothing.</summary>
internal sealed class SlowShells : IShellHost, IShell, IShellCommand
{
    public SemaphoreSlim Begun { get; } = new(0);

    public SemaphoreSlim Ended { get; } = new(0);

    public int? ProcessId => null;

    public int? ExitCode => null;

    public Task OutOfMemory { get; } = new TaskCompletionSource().Task;

    public int? CountProcesses() => null;

    public void LimitMemory(long? bytes)
    {
    }

    public ValueTask<IShell> OpenAsync(ShellOptions options, Caller caller, CancellationToken cancellationToken) => new(this);

    public ValueTask<IShellCommand> StartAsync(ShellCommandOptions command, CancellationToken cancellationToken) => new(this);

    public async ValueTask WaitForOutputAsync(CancellationToken cancellationToken)
    {
        Begun.Release();
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            Ended.Release();
        }
    }

    public bool TryRead(Span<byte> buffer, out ShellRead read)
    {
        read = default;
        return false;
    }

    public async ValueTask WriteInputAsync(ReadOnlyMemory<byte> data, bool end, CancellationToken cancellationToken) =>
        await WaitForOutputAsync(cancellationToken);

    public ValueTask SignalAsync(ShellSignal signal, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
