using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Schema;
using Sekimori.Gate.Gateway.Terminated;
using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Guard.Policy;

namespace Sekimori.Gate.Gateway.Bridge;

/// <summary>
/// What one login to WMI at an outer address reaches: the objects of the target, through the session of its caller. Each operation enters
/// the session, which is opened where there is none: one that was ended takes nothing with it but what it had open.
/// </summary>
/// <param name="gateway">The gateway.</param>
/// <param name="target">The target.</param>
/// <param name="at">The caller's connection.</param>
internal sealed class BridgedLogin(GatewayDoor gateway, TargetHost target, GuardedConnection at) : IObjectSource
{
    /// <inheritdoc/>
    public string Host => target.Name;

    /// <inheritdoc/>
    public ValueTask<string> FindNamespaceAsync(string name, CimCaller caller, CancellationToken cancellationToken) =>
        RunAsync(caller, source => source.FindNamespaceAsync(name, caller, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<CimClass?> FindClassAsync(
        string @namespace, string className, CimCaller caller, CancellationToken cancellationToken) =>
        RunAsync(caller, source => source.FindClassAsync(@namespace, className, caller, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<CimClass> ReadClassAsync(
        string @namespace, string className, CimCaller caller, CancellationToken cancellationToken) =>
        RunAsync(caller, source => source.ReadClassAsync(@namespace, className, caller, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CimClass>> ReadClassesAsync(
        string @namespace, string? superclass, bool isDeep, CimCaller caller, CancellationToken cancellationToken) =>
        RunAsync(caller, source => source.ReadClassesAsync(@namespace, superclass, isDeep, caller, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<CimInstance> GetAsync(
        string @namespace, CimObjectPath path, CimCaller caller, CancellationToken cancellationToken) =>
        RunAsync(caller, source => source.GetAsync(@namespace, path, caller, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<IAsyncEnumerable<CimInstance>> EnumerateAsync(
        string @namespace, string className, CimCaller caller, CancellationToken cancellationToken) =>
        RunAsync(caller, source => source.EnumerateAsync(@namespace, className, caller, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<CimQueryResult> QueryAsync(
        string @namespace, string query, CimCaller caller, CancellationToken cancellationToken) =>
        RunAsync(caller, source => source.QueryAsync(@namespace, query, caller, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<CimQueryResult> SubscribeAsync(
        string @namespace, string query, CimCaller caller, CancellationToken cancellationToken) =>
        RunAsync(caller, source => source.SubscribeAsync(@namespace, query, caller, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<(CimMethod Method, CimMethodResult Result)> InvokeAsync(string @namespace, CimObjectPath path, string method,
        IReadOnlyList<KeyValuePair<string, CimValue>> arguments, CimCaller caller, CancellationToken cancellationToken) =>
        RunAsync(caller, source => source.InvokeAsync(@namespace, path, method, arguments, caller, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<CimInstance> PutAsync(string @namespace, CimObjectPath path, IReadOnlyList<KeyValuePair<string, CimValue>> values,
        CimCaller caller, CancellationToken cancellationToken) =>
        RunAsync(caller, source => source.PutAsync(@namespace, path, values, caller, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<CimObjectPath> CreateAsync(string @namespace, string className,
        IReadOnlyList<KeyValuePair<string, CimValue>> values, CimCaller caller, CancellationToken cancellationToken) =>
        RunAsync(caller, source => source.CreateAsync(@namespace, className, values, caller, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(
        string @namespace, CimObjectPath path, CimCaller caller, CancellationToken cancellationToken) =>
        await RunAsync(caller, async source =>
        {
            await source.DeleteAsync(@namespace, path, caller, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<CimClass> PutClassAsync(
        string @namespace, CimClass definition, CimWriteMode mode, CimCaller caller, CancellationToken cancellationToken) =>
        RunAsync(caller, source => source.PutClassAsync(@namespace, definition, mode, caller, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask DeleteClassAsync(
        string @namespace, string className, CimCaller caller, CancellationToken cancellationToken) =>
        await RunAsync(caller, async source =>
        {
            await source.DeleteClassAsync(@namespace, className, caller, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);

    private async ValueTask<T> RunAsync<T>(CimCaller caller, Func<IObjectSource, ValueTask<T>> run)
    {
        var session = await EnterAsync(caller.Identity).ConfigureAwait(false);
        try
        {
            return await run(session.Objects!).ConfigureAwait(false);
        }
        catch (Exception failure) when (session.Entry.EndReason is { } why && failure is CimException or OperationCanceledException)
        {
            throw new CimDeniedException(Verdict.AccessDenied, $"The session was ended: {why}.");
        }
        finally
        {
            if (session.Links.Ends is { } ends) (session.Entry.Source, session.Entry.Remote) = ends;
            session.Leave();
        }
    }

    // The calls themselves are evaluated by the guard of the connection, with the target among their facts; here it is the session.
    private async ValueTask<TerminatedSession> EnterAsync(Caller caller)
    {
        var guard = gateway.Guard;
        var policy = guard.Policy.Current;
        var asked = Logons.Ask(at, caller, guard.Local(guard.Now())) with
        {
            Target = target.Name,
            TargetPort = gateway.Settings.MapperPort,
        };
        var verdict = guard.DemandAudit(guard.Policy.Evaluate(asked));
        if (!verdict.IsAllowed || caller.Role == Role.None)
            throw new CimDeniedException(verdict.IsAllowed ? Verdict.AccessDenied : verdict.Status, "Denied by policy.");
        var (session, full) = gateway.Terminated.Sessions.Enter(caller, target, at, SessionKind.Wmi, verdict, asked, policy);
        if (session is null) throw new CimException(CimStatus.QuotaViolation, full![..1].ToUpperInvariant() + full[1..] + ".");
        if (await session.Opened.ConfigureAwait(false)) return session;
        session.Leave();
        throw new CimDeniedException(LiveGuard.AuditUnavailable, "The audit log cannot be written.");
    }
}
