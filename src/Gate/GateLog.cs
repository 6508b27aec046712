using System.Net;
using Microsoft.Extensions.Logging;
using Sekimori.Guard;
using Sekimori.Security;

namespace Sekimori.Gate;

/// <summary>
/// What this assembly logs, in one class: the generator of log methods takes the classes of an assembly in an order of its own, and
/// packages of two builds would differ.
/// </summary>
internal static partial class GateLog
{
    [LoggerMessage(70, LogLevel.Information, "loaded the changed policy {Path}: {Count} rules")]
    public static partial void PolicyLoaded(this ILogger logger, string path, int count);

    [LoggerMessage(71, LogLevel.Error, "rejected the changed policy, the old one stays: {Reason}")]
    public static partial void PolicyRejected(this ILogger logger, string reason);

    [LoggerMessage(72, LogLevel.Warning, "{Path}:{Line}: {Message}")]
    public static partial void PolicySuspicious(this ILogger logger, string path, int line, string message);

    [LoggerMessage(64, LogLevel.Critical, "a change of {What} is not in the audit log: {Reason}")]
    public static partial void ChangeNotRecorded(this ILogger logger, string what, string reason);

    [LoggerMessage(61, LogLevel.Critical,
        "a record that the policy requires is not in the audit log, and the call continues (without_audit: go-on): {Reason}")]
    public static partial void ContinuesWithoutRecord(this ILogger logger, string reason);

    [LoggerMessage(60, LogLevel.Error, "the evaluation of an observation failed")]
    public static partial void EvaluationFailed(this ILogger logger, Exception wrong);

    [LoggerMessage(70, LogLevel.Warning, "ended {What} of {Account} ({Identity}) from {Remote}: {Why}")]
    public static partial void CallerEnded(
        this ILogger logger, string what, string account, CallerIdentity identity, IPEndPoint? remote, string why);

    [LoggerMessage(62, LogLevel.Warning, "denied a {Kind} of {Client} (account \"{Account}\"): {What}; rule '{Rule}', status {Status}")]
    public static partial void Denied(
        this ILogger logger, string kind, string client, string account, string what, string rule, uint status);

    [LoggerMessage(63, LogLevel.Warning, "denied {Count} more")]
    public static partial void MoreDenied(this ILogger logger, long count);

    [LoggerMessage(82, LogLevel.Error, "an alert did not reach {Receiver}: {Reason}")]
    public static partial void AlertLost(this ILogger logger, string receiver, string reason);

    [LoggerMessage(80, LogLevel.Error, "ALERT {Alert}")]
    public static partial void SevereAlert(this ILogger logger, string alert);

    [LoggerMessage(81, LogLevel.Warning, "ALERT {Alert}")]
    public static partial void Alert(this ILogger logger, string alert);

    [LoggerMessage(21, LogLevel.Information,
        "cannot look up the full name of {HostName} ({Reason}): if clients use it, add it to logon: published-names")]
    public static partial void NoFullName(this ILogger logger, string hostName, string reason);

    [LoggerMessage(22, LogLevel.Information,
        "the certificate mapping \"{Identity}\" does not specify the kind of its name and is read as a {Name}; map it again with " +
        "--subject or --upn")]
    public static partial void MappingGuessed(this ILogger logger, string identity, string name);

    [LoggerMessage(23, LogLevel.Warning,
        "the certificate mapping \"{Identity}\" is ambiguous (subject or user principal name) and maps nothing: map it again with " +
        "--subject or --upn")]
    public static partial void MappingUnused(this ILogger logger, string identity);

    [LoggerMessage(20, LogLevel.Warning, "Kerberos is configured, but not offered: {Reason}")]
    public static partial void KerberosNotOffered(this ILogger logger, string reason);

    [LoggerMessage(34, LogLevel.Warning,
        "wmi: store-consumers is on: administrators can store event consumers in root/subscription. They are kept in memory and never run")]
    public static partial void ConsumersAreStored(this ILogger logger);

    [LoggerMessage(30, LogLevel.Warning, "a process was denied to an operator: {Reason}")]
    public static partial void ProcessDenied(this ILogger logger, string reason);

    [LoggerMessage(110, LogLevel.Warning,
        "the service map cannot be written: {Reason}; the server goes on, and the map is written when its store is back")]
    public static partial void MapAway(this ILogger logger, string reason);

    [LoggerMessage(111, LogLevel.Warning, "the service map can be written again; {Lost} minutes of edges are lost so far")]
    public static partial void MapBack(this ILogger logger, long lost);

    [LoggerMessage(112, LogLevel.Information, "reloaded the baseline {Path}: {Count} edges")]
    public static partial void BaselineLoaded(this ILogger logger, string path, int count);

    [LoggerMessage(113, LogLevel.Error, "kept the old baseline: {Path}: {Reason}")]
    public static partial void BaselineKept(this ILogger logger, string path, string reason);

    [LoggerMessage(10, LogLevel.Information, "loaded the changed certificate {Path}: SHA-256 {Fingerprint}, valid until {NotAfter:u}")]
    public static partial void CertificateLoaded(this ILogger logger, string path, string fingerprint, DateTimeOffset notAfter);

    [LoggerMessage(11, LogLevel.Warning, "the old certificate stays: {Reason}")]
    public static partial void CertificateUnchanged(this ILogger logger, string reason);

    [LoggerMessage(12, LogLevel.Warning, "the certificate {Path} expires in {Days} days, at {NotAfter:u}")]
    public static partial void CertificateEnds(this ILogger logger, string path, int days, DateTimeOffset notAfter);

    [LoggerMessage(13, LogLevel.Error, "the certificate {Path} expired at {NotAfter:u}: clients will reject it")]
    public static partial void CertificateEnded(this ILogger logger, string path, DateTimeOffset notAfter);

    [LoggerMessage(EventId = 34,
        Message = "{Setting} {Wanted} is reduced to {Connections}: this process may have {Limit} open files (ulimit -Hn, LimitNOFILE=), " +
        "and {Kept} are reserved for files, shells and pipes")]
    public static partial void ConnectionsReduced(
        this ILogger logger, LogLevel level, string setting, int wanted, int connections, long limit, int kept);

    [LoggerMessage(95, LogLevel.Error, "the listener {Listener} of winrm/config is not open: {Reason}")]
    public static partial void ListenerNotOpen(this ILogger logger, string listener, string reason);

    [LoggerMessage(96, LogLevel.Error, "listeners are unchanged, because the change cannot be saved: {Reason}")]
    public static partial void ListenersNotSaved(this ILogger logger, string reason);

    [LoggerMessage(97, LogLevel.Information, "listener {Listener} {What}, by {Account}")]
    public static partial void ListenerChanged(this ILogger logger, string listener, string what, string account);

    [LoggerMessage(120, LogLevel.Information, "loaded the changed targets: {Count}; {What}")]
    public static partial void TargetsLoaded(this ILogger logger, int count, string what);

    [LoggerMessage(121, LogLevel.Error, "rejected the changed settings, the targets stay: {Reason}")]
    public static partial void TargetsRejected(this ILogger logger, string reason);

    [LoggerMessage(122, LogLevel.Warning, "denied a logon at the gateway from {Remote}: {Refusal}")]
    public static partial void GatewayLogonDenied(this ILogger logger, IPEndPoint? remote, Refusal refusal);

    [LoggerMessage(123, LogLevel.Warning, "rejected a CONNECT from {Client}: {Reason}")]
    public static partial void ConnectRejected(this ILogger logger, string client, string reason);

    [LoggerMessage(124, LogLevel.Warning, "refused a session of {Account} to {Authority}: {Reason}")]
    public static partial void SessionRefused(this ILogger logger, string account, string authority, string reason);

    [LoggerMessage(125, LogLevel.Warning, "session {Id} of {Account} to {Target} was cut: the server ended without closing it")]
    public static partial void SessionWasCut(this ILogger logger, string id, string account, string target);

    [LoggerMessage(126, LogLevel.Error, "the note of session {Id} cannot be written: {Reason}")]
    public static partial void SessionNotNoted(this ILogger logger, string id, string reason);

    [LoggerMessage(127, LogLevel.Error, "the notes of sessions cannot be read: {Reason}")]
    public static partial void SessionsNotRead(this ILogger logger, string reason);

    [LoggerMessage(128, LogLevel.Warning, "no KDC of {Realm} was reached: {Reason}")]
    public static partial void KdcUnavailable(this ILogger logger, string realm, string reason);

    [LoggerMessage(129, LogLevel.Warning, "the target {Target} failed in session {Id}: {Reason}")]
    public static partial void TargetFailed(this ILogger logger, string target, string id, string reason);

    [LoggerMessage(130, LogLevel.Warning, "a shell or enumeration at {Target} of session {Id} was not ended, and idles there: {Reason}")]
    public static partial void TargetShellNotEnded(this ILogger logger, string target, string id, string reason);

    [LoggerMessage(131, LogLevel.Error, "a recording of session {Id} cannot be written: {Reason}")]
    public static partial void RecordingFailed(this ILogger logger, string id, string reason);

    [LoggerMessage(132, LogLevel.Error,
        "no new shell is recorded, and none is opened: {Free} MiB are free, less than {Least} MiB (gateway: min-free-space)")]
    public static partial void NoSpaceForRecordings(this ILogger logger, long free, long least);

    [LoggerMessage(135, LogLevel.Warning, "the outer port {End} of {Target} cannot be opened: {Reason}")]
    public static partial void OuterPortNotOpened(this ILogger logger, IPEndPoint end, string target, string reason);

    [LoggerMessage(136, LogLevel.Warning,
        "port {Port} of {Target} is not opened for {Client}: limit reached, {Most} ports are open for all clients")]
    public static partial void PinholeRefused(this ILogger logger, string target, int port, string client, int most);

    [LoggerMessage(90, LogLevel.Critical, "the audit log cannot be written: {Reason}; {Consequence}")]
    public static partial void AuditLost(this ILogger logger, string reason, string consequence);

    [LoggerMessage(92, LogLevel.Warning,
        "the audit log's database {Database} cannot be written: {Reason}; the server continues, and catches up when the database is back")]
    public static partial void AuditDatabaseAway(this ILogger logger, string database, string reason);

    [LoggerMessage(93, LogLevel.Warning, "the audit log's database {Database} can be written again")]
    public static partial void AuditDatabaseBack(this ILogger logger, string database);

    [LoggerMessage(91, LogLevel.Warning, "the audit log can be written again; {Lost} records are lost so far")]
    public static partial void AuditBack(this ILogger logger, long lost);
}
