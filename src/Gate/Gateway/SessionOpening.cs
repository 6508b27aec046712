using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Sekimori.Gate.Guarding;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Server.WsMan;
using Sekimori.Storage.Audit;

namespace Sekimori.Gate.Gateway;

/// <summary>From a logon to an open session: the questions in their order, each answer recorded under the session's id.</summary>
internal sealed class SessionOpening(GatewayDoor gateway, GuardedConnection at, ConnectHead head, HttpLogonResult logon)
{
    private readonly string _id = SessionJournal.NewId();
    private readonly Caller _caller = logon.Caller!;
    private readonly TargetHost? _target = gateway.Targets.Find(head.Host);

    /// <summary>The HTTP status of a refusal.</summary>
    public int Status { get; private set; }

    /// <summary>The reason of a refusal, for the caller.</summary>
    public string Why { get; private set; } = "";

    /// <summary>Opens the session; null if it is refused.</summary>
    public async Task<(GatewaySession? Session, Socket? Socket)> RunAsync(CancellationToken cancellationToken)
    {
        var guard = gateway.Guard;
        var seen = GatewayRecords.Logon(guard.Now(), at, _caller, logon.Claim, _id, _target?.Name);
        var asked = Logons.Ask(at, _caller, guard.Local(seen.Time)) with { Target = _target?.Name ?? head.Host, TargetPort = head.Port };
        var verdict = guard.Evaluate(seen, asked);
        if (!await RecordAsync(seen, verdict).ConfigureAwait(false) || !verdict.IsAllowed) return Denied(verdict);
        if (_target is null || !_target.Settings.HasPort(head.Port))
            return await DenyAsync(GatewayRecords.NoTarget, "not a target of the settings").ConfigureAwait(false);
        if (_caller.Role == Role.None) return await DenyAsync(GatewayRecords.NoRole, "the account has no role").ConfigureAwait(false);
        if (head.Follow is { } lasts) return await LogInAsync(asked, verdict, lasts).ConfigureAwait(false);
        return await EvaluateAsync(asked with { Point = PolicyPoint.Call }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(GatewaySession?, Socket?)> EvaluateAsync(PolicyFacts asked, CancellationToken cancellationToken)
    {
        var guard = gateway.Guard;
        var policy = guard.Policy.Current;
        var seen = GatewayRecords.Refused(
            guard.Now(), at, _caller, _id, head.Authority, _target, StatusCodes.Status403Forbidden, "denied by policy");
        var verdict = guard.Evaluate(seen, asked);
        if (!verdict.IsAllowed)
        {
            await RecordAsync(seen, verdict).ConfigureAwait(false);
            return Denied(verdict);
        }
        var session = new GatewaySession
        {
            Id = _id, At = at, Caller = _caller, Target = _target!, Port = head.Port, Verdict = verdict, Facts = asked, Begun = guard.Now(),
            Evaluated = policy, Active = Environment.TickCount64,
        };
        if (gateway.Sessions.TryEnter(session) is { } full)
        {
            guard.Policy.Leave(verdict, asked);
            return await RefuseAsync(verdict, StatusCodes.Status503ServiceUnavailable, full).ConfigureAwait(false);
        }
        return await DialAsync(session, cancellationToken).ConfigureAwait(false);
    }

    // A logon for RPC: what it calls is evaluated at each bind and call, on the connections that it opens.
    private async Task<(GatewaySession?, Socket?)> LogInAsync(PolicyFacts asked, Verdict verdict, TimeSpan lasts)
    {
        var guard = gateway.Guard;
        if (_target!.Settings is not { Rpc: RpcMode.Follow, Outer: { } outer })
            return await RefuseAsync(verdict, StatusCodes.Status403Forbidden,
                $"{_target!.Name} is not followed (its settings have no rpc: follow); use the connector").ConfigureAwait(false);
        var session = new GatewaySession
        {
            Id = _id, Kind = SessionKind.Login, At = at, Caller = _caller, Target = _target, Port = head.Port, Verdict = verdict,
            Facts = asked with { Level = null }, Begun = guard.Now(), Evaluated = guard.Policy.Current, Active = Environment.TickCount64,
            Remote = new(outer, head.Port), IdleLimit = lasts == TimeSpan.Zero ? gateway.Settings.LoginSilence : null,
            Until = lasts == TimeSpan.Zero ? null : guard.Now() + lasts,
        };
        if (gateway.Sessions.TryEnter(session) is { } full)
            return await RefuseAsync(verdict, StatusCodes.Status503ServiceUnavailable, full).ConfigureAwait(false);
        if (gateway.Follow.Logins.TryEnter(session) is { } shared)
        {
            Leave(session);
            return await RefuseAsync(verdict, StatusCodes.Status403Forbidden, shared).ConfigureAwait(false);
        }
        if (await RecordAsync(GatewayRecords.Of(guard.Now(), session, "opened", null), verdict).ConfigureAwait(false))
        {
            gateway.Sessions.Note(session);
            return (session, null);
        }
        gateway.Follow.End(session, "the audit log cannot be written");
        Leave(session);
        return (null, null);
    }

    private async Task<(GatewaySession?, Socket?)> DialAsync(GatewaySession session, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            socket = await TargetDial.OpenAsync(gateway, session, cancellationToken).ConfigureAwait(false);
            var seen = GatewayRecords.Of(gateway.Guard.Now(), session, "opened", null);
            // With `audit: required` no byte goes to the target before the record is durable.
            if (await RecordAsync(seen, session.Verdict).ConfigureAwait(false))
            {
                gateway.Sessions.Note(session);
                return (session, socket);
            }
            Leave(session);
            socket.Dispose();
            return (null, null);
        }
        catch (TargetException failure)
        {
            Leave(session);
            return await RefuseAsync(session.Verdict, StatusCodes.Status502BadGateway, failure.Message).ConfigureAwait(false);
        }
        catch
        {
            socket?.Dispose();
            Leave(session);
            throw;
        }
    }

    private void Leave(GatewaySession session)
    {
        gateway.Sessions.Leave(session);
        gateway.Guard.Policy.Leave(session.Verdict, session.Facts);
        session.Dispose();
    }

    private async Task<(GatewaySession?, Socket?)> DenyAsync(PolicyRule rule, string why)
    {
        var verdict = new Verdict(false, rule, Verdict.AccessDenied, gateway.Guard.Policy.Current.Document.Audit);
        var seen = GatewayRecords.Refused(
            gateway.Guard.Now(), at, _caller, _id, head.Authority, _target, StatusCodes.Status403Forbidden, why);
        gateway.Guard.WriteDenial(seen, verdict);
        await RecordAsync(seen, verdict).ConfigureAwait(false);
        return Denied(verdict);
    }

    // Nobody learns from the answer which hosts are targets: one text for what is not listed and what is denied.
    private (GatewaySession?, Socket?) Denied(in Verdict verdict)
    {
        if (Why.Length > 0) return (null, null);
        (Status, Why) = verdict.Status == LiveGuard.AuditUnavailable
            ? (StatusCodes.Status503ServiceUnavailable, "The audit log of the gate cannot be written, and its policy requires records.")
            : (StatusCodes.Status403Forbidden,
                verdict.Request > 0
                    ? $"Denied: {LiveGuard.NotApproved(verdict)}. Ask an approver, then try again."
                    : $"Denied: {head.Authority} is not a target of this gate, or its policy does not allow it to {_caller.Account}.");
        return (null, null);
    }

    private async Task<(GatewaySession?, Socket?)> RefuseAsync(Verdict verdict, int status, string why)
    {
        var seen = GatewayRecords.Refused(gateway.Guard.Now(), at, _caller, _id, head.Authority, _target, status, why);
        gateway.Logger.SessionRefused(_caller.Account, head.Authority, why);
        await RecordAsync(seen, verdict).ConfigureAwait(false);
        if (Why.Length == 0) (Status, Why) = (status, $"Refused: {why}.");
        return (null, null);
    }

    private async Task<bool> RecordAsync(Observation seen, Verdict verdict)
    {
        try
        {
            await gateway.Guard.RecordAsync(seen, verdict).ConfigureAwait(false);
            return true;
        }
        catch (AuditUnavailableException)
        {
            (Status, Why) = (StatusCodes.Status503ServiceUnavailable,
                "The audit log of the gate cannot be written, and its policy requires records.");
            return false;
        }
    }
}
