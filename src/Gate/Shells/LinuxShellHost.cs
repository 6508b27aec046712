using Sekimori.Guard;
using Sekimori.Linux.Shells;
using Sekimori.WsMan.Shell;

namespace Sekimori.Gate.Shells;

/// <summary>The shells of this Linux host, as WS-Management asks for them.</summary>
/// <param name="host">The host's shells; the caller disposes of it, after the last request.</param>
/// <param name="refused">Called with the reason why a caller gets no shell or command: no user to run it as, no descriptors left.</param>
internal sealed class LinuxShellHost(UnixShellHost host, Action<string>? refused = null) : IShellHost
{
    /// <inheritdoc/>
    // A small program ends within a few milliseconds of its first line; 20 of them are not noticeable.
    public TimeSpan Settling => TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public async ValueTask<IShell> OpenAsync(ShellOptions options, Caller caller, CancellationToken cancellationToken)
    {
        if (!IsServed(options.CodePage))
            throw new ShellRefusedException(
                ShellRefusal.BadCodePage, $"Code page {options.CodePage} is not supported: programs on this host use UTF-8 (65001).");
        var request = new ShellRequest
        {
            Id = options.ShellId,
            Account = caller.Account,
            AccountNumber = caller.Identity.Account,
            User = caller.UnixUser,
            Directory = options.WorkingDirectory,
            Environment = options.Environment,
            LoadProfile = !options.NoProfile,
            HasInput = options.HasInput,
        };
        try
        {
            return new LinuxShell(await host.OpenAsync(request, cancellationToken).ConfigureAwait(false), refused);
        }
        catch (ShellException fact)
        {
            if (fact.Fact is ShellFact.NotTrusted or ShellFact.NoUser or ShellFact.BadUser or ShellFact.NoResources)
                refused?.Invoke(fact.Message);
            throw ShellRefusals.Of(fact);
        }
    }

    // Clients name 437 without meaning it, and read what comes as UTF-8: bytes pass as they are. UTF-16 and UTF-32 they would truly wait
    // for.
    private static bool IsServed(int codePage) => codePage is not (1200 or 1201 or 12000 or 12001);
}
