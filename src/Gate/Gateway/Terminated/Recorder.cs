using System.Collections.Concurrent;
using System.Security.Cryptography;
using Sekimori.Gate.Guarding;
using Sekimori.Guard.Policy;
using Sekimori.Storage.Audit;
using Sekimori.Storage.Recordings;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Relay;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>
/// Records the shells of targets. The hash of each recording goes into the audit log, each minute and at its end: one that was cut or
/// changed shows. Thread-safe.
/// </summary>
internal sealed class Recorder(GatewayDoor gateway, RecordingFolder folder, TimeProvider clock)
{
    private static readonly TimeSpan SumEvery = TimeSpan.FromMinutes(1), DeleteEvery = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<TargetShell, ShellRecording> _open = new();
    private DateTimeOffset _summed, _deleted;
    private int _isLooking;
    private ReadingRequests? _readers;

    /// <summary>Rejects a shell that must be recorded and could not be.</summary>
    /// <exception cref="WsManFaultException">So it is.</exception>
    public void Demand(TargetHost target)
    {
        if (!target.Settings.IsRecorded) return;
        try
        {
            var free = folder.FreeBytes;
            if (free >= gateway.Settings.MinFreeSpace) return;
            gateway.Logger.NoSpaceForRecordings(free >> 20, gateway.Settings.MinFreeSpace >> 20);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            gateway.Logger.RecordingFailed("", failure.Message);
        }
        throw new WsManFaultException(Fault.Quota("The gate has no space for the recording of a shell (gateway: min-free-space)."));
    }

    /// <summary>Starts to record a shell.</summary>
    /// <exception cref="WsManFaultException">It cannot be recorded.</exception>
    public void Begin(TargetShell shell)
    {
        var session = shell.Session;
        if (!session.Target.Settings.IsRecorded) return;
        try
        {
            var name = $"{session.Entry.Id}-{session.NextShell():D4}";
            _open[shell] = shell.Recording = new ShellRecording(name, folder.Create(name),
                $"{session.Caller.Account} at {session.Target.Name}, session {session.Entry.Id}, shell {shell.IdText}",
                !RelayReader.IsPowerShell(shell.Kind), clock);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            gateway.Logger.RecordingFailed(session.Entry.Id, failure.Message);
            throw new WsManFaultException(Fault.Internal("The gate cannot record the shell."));
        }
    }

    /// <summary>Records something of a shell. If that fails, the session ends: nothing goes on unrecorded.</summary>
    public void Write(TargetShell shell, Action<ShellRecording> write)
    {
        if (shell.Recording is not { } recording) return;
        try
        {
            write(recording);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            gateway.Logger.RecordingFailed(shell.Session.Entry.Id, failure.Message);
            shell.Session.Entry.End("its recording cannot be written");
            throw new WsManFaultException(Fault.Internal("The gate cannot record the shell any more."));
        }
    }

    /// <summary>A shell has ended: its recording is closed, and its hash recorded.</summary>
    public async Task EndAsync(TargetShell shell)
    {
        if (!_open.TryRemove(shell, out var recording)) return;
        using (recording)
        {
            try
            {
                recording.File.Close();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                gateway.Logger.RecordingFailed(shell.Session.Entry.Id, failure.Message);
            }
            await SumAsync(shell, recording, "recorded").ConfigureAwait(false);
        }
    }

    /// <summary>Writes what is kept; each minute the hashes; each hour deletes what is too old. Called each second.</summary>
    public async Task LookAsync()
    {
        if (Interlocked.Exchange(ref _isLooking, 1) != 0) return;
        try
        {
            var now = clock.GetUtcNow();
            var sums = now - _summed >= SumEvery;
            if (sums) _summed = now;
            foreach (var (shell, recording) in _open)
            {
                try
                {
                    Write(shell, open => open.File.Flush());
                    if (sums) await SumAsync(shell, recording, "recording").ConfigureAwait(false);
                }
                catch (Exception ended) when (ended is WsManFaultException or ObjectDisposedException)
                {
                    // The session ends for it, or the shell has ended meanwhile.
                }
            }
            await AnswerReadersAsync().ConfigureAwait(false);
            if (now - _deleted >= DeleteEvery) await DeleteAsync(now).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    private async Task AnswerReadersAsync()
    {
        try
        {
            await (_readers ??= new(folder.Path)).AnswerAsync(async (account, session) => await gateway.Guard.RecordAsync(
                GatewayRecords.Reading(gateway.Guard.Now(), account, session, "by sekimori sessions play"),
                new Verdict(true, null, 0, AuditDemand.Required)).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or AuditUnavailableException)
        {
            gateway.Logger.RecordingFailed("", failure.Message);
        }
    }

    private async Task DeleteAsync(DateTimeOffset now)
    {
        _deleted = now;
        try
        {
            var before = (now - gateway.Settings.KeepRecordings).UtcDateTime;
            if (folder.DeleteBefore(before, (name, why) => gateway.Logger.RecordingFailed(name, why)) is { Count: > 0 } gone)
                await gateway.Guard.ChangedAsync("recordings", $"deleted after {gateway.Settings.KeepRecordings.TotalDays:0} days: " +
                    string.Join(", ", gone)).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            gateway.Logger.RecordingFailed("", failure.Message);
        }
    }

    private async Task SumAsync(TargetShell shell, ShellRecording recording, string what)
    {
        var (sum, bytes) = recording.File.Sum;
        await gateway.Guard.RecordAsync(
            GatewayRecords.Recording(gateway.Guard.Now(), shell.Session.Entry, what, recording.Name, bytes, sum),
            isWritten: true).ConfigureAwait(false);
    }
}
