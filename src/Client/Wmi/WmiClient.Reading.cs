using System.Runtime.CompilerServices;
using Sekimori.Cim.Model;
using Sekimori.Wmi;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Client.Wmi;

/// <content>Queries, enumerations, single objects, events.</content>
public sealed partial class WmiClient
{
    private const int Immediately = (int)(WmiFlags.ReturnImmediately | WmiFlags.ForwardOnly);

    /// <summary>Runs a WQL query, row by row as they are asked for. What is left early is released.</summary>
    /// <param name="wql">The query, as <c>SELECT Name FROM Win32_Service WHERE State = 'Running'</c>.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <exception cref="WmiClientException">It failed.</exception>
    public IAsyncEnumerable<CimInstance> QueryAsync(string wql, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(wql);
        return InstancesAsync(Step(wql), null, isEvents: false, (services, token) =>
            services.ExecQueryAsync("WQL", wql, Immediately, null, token), cancellationToken);
    }

    /// <summary>As <see cref="QueryAsync"/>, and rows have their keys, whatever the query names.</summary>
    internal IAsyncEnumerable<CimInstance> QueryWithKeysAsync(string wql, CancellationToken cancellationToken) =>
        InstancesAsync(Step(wql), null, isEvents: false, (services, token) =>
            services.ExecQueryAsync("WQL", wql, Immediately | (int)WmiFlags.EnsureLocatable, null, token), cancellationToken);

    /// <summary>Enumerates the instances of a class.</summary>
    /// <param name="className">The class.</param>
    /// <param name="isDeep">True for the instances of its subclasses too.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <exception cref="WmiClientException">It failed.</exception>
    public IAsyncEnumerable<CimInstance> EnumerateAsync(
        string className, bool isDeep = true, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(className);
        return InstancesAsync(Step($"instances of {className}"), className, isEvents: false, (services, token) =>
            services.CreateInstanceEnumAsync(className, Immediately | Shallow(isDeep), null, token), cancellationToken);
    }

    /// <summary>Enumerates classes.</summary>
    /// <param name="superclass">The superclass; null for all classes of the namespace.</param>
    /// <param name="isDeep">True for the subclasses of subclasses too.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <exception cref="WmiClientException">It failed.</exception>
    public async IAsyncEnumerable<CimClass> ClassesAsync(
        string? superclass = null, bool isDeep = true, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var step = Step(superclass is null ? "classes" : $"subclasses of {superclass}");
        await foreach (var found in ReadAsync(step, isEvents: false, (services, token) =>
            services.CreateClassEnumAsync(superclass ?? "", Immediately | Shallow(isDeep), null, token), cancellationToken)
            .ConfigureAwait(false))
            yield return found.Instance is null ? found.Class : throw WmiFailures.Wrong(step, "an instance among classes");
    }

    /// <summary>Waits for events, one by one as they happen, until it is cancelled or left.</summary>
    /// <param name="eventQuery">The query, as <c>SELECT * FROM __InstanceCreationEvent WITHIN 2 WHERE TargetInstance ISA
    /// 'Win32_Process'</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="WmiClientException">It failed.</exception>
    public IAsyncEnumerable<CimInstance> WatchAsync(string eventQuery, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(eventQuery);
        return InstancesAsync(Step(eventQuery), null, isEvents: true, (services, token) =>
            services.ExecNotificationQueryAsync("WQL", eventQuery, Immediately, null, token), cancellationToken);
    }

    /// <summary>Gets an instance.</summary>
    /// <param name="path">Its path, as <c>Win32_Service.Name="ssh"</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="WmiClientException">There is none, or it failed.</exception>
    /// <exception cref="CimException">The text is no path of an instance.</exception>
    public async Task<CimInstance> GetAsync(string path, CancellationToken cancellationToken = default)
    {
        var wanted = ReadPath(path);
        if (wanted.IsClass) throw new CimException(CimStatus.InvalidObjectPath, $"{path} is the path of a class.");
        var step = Step(path);
        var found = await GetObjectAsync(path, step, cancellationToken).ConfigureAwait(false);
        return found.Instance is { } instance && AnswerCheck.IsObject(instance, wanted)
            ? instance
            : throw AnotherObject(found, step);
    }

    /// <summary>Gets a class.</summary>
    /// <param name="className">Its name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="WmiClientException">There is none, or it failed.</exception>
    public async Task<CimClass> GetClassAsync(string className, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(className);
        return await ReadClassAsync(className, className, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CimClass> ReadClassAsync(string path, string className, CancellationToken cancellationToken)
    {
        var step = Step(path);
        var found = await GetObjectAsync(path, step, cancellationToken).ConfigureAwait(false);
        return found.Instance is null && found.Class.Name.Equals(className, StringComparison.OrdinalIgnoreCase)
            ? found.Class
            : throw AnotherObject(found, step);
    }

    private static WmiClientException AnotherObject(WmioObject found, WmiStep step) =>
        WmiFailures.Wrong(step, $"another object was answered, {found.Instance?.ToString() ?? found.Class.Name}");

    private async Task<WmioObject> GetObjectAsync(string path, WmiStep step, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(step, (services, token) => services.GetObjectAsync(path, 0, null, new(null), null, token),
            static answer => answer.Status, cancellationToken).ConfigureAwait(false);
        return Decode(answer.Found?.Pointer, step);
    }

    private async IAsyncEnumerable<CimInstance> InstancesAsync(WmiStep step, string? className, bool isEvents,
        Func<IWbemServices, CancellationToken, ValueTask<EnumResult>> start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in ReadAsync(step, isEvents, start, cancellationToken).ConfigureAwait(false))
            yield return found.Instance is { } instance && (className is null || instance.Class.IsA(className))
                ? instance
                : throw WmiFailures.Wrong(
                    step, $"{(found.Instance is null ? "class" : "an instance of")} {found.Class.Name} among the rows");
    }

    private async IAsyncEnumerable<WmioObject> ReadAsync(WmiStep step, bool isEvents,
        Func<IWbemServices, CancellationToken, ValueTask<EnumResult>> start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var answer = await CallAsync(step, start, static answer => answer.Status, cancellationToken).ConfigureAwait(false);
        using var rows = await WmiFailures.RunAsync(step, _options.Timeout, token =>
            WmiRows.OpenAsync(_dcom, answer.Enumerator, _decoder, token), cancellationToken).ConfigureAwait(false);
        var pace = new RowPace(_options, isEvents);
        while (true)
        {
            var (found, status) = await WmiFailures.RunAsync(step, _options.Timeout, token =>
                rows.NextAsync(pace.Wait, pace.Count, token), cancellationToken).ConfigureAwait(false);
            Check(status, rows.Reason, step);
            var left = pace.Left;
            var wrong = pace.Take(found.Count, status);
            // What is within the limit is an answer.
            if (wrong is null or { Failure: WmiFailure.OverLimit })
                foreach (var one in found)
                    if (left-- > 0)
                        yield return one;
            if (wrong is { } end) throw new WmiClientException(end.Failure, step.Message(end.Reason));
            if (status == WbemStatus.False) yield break;
            if (found.Count == 0) await RowPace.RestAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static int Shallow(bool isDeep) => isDeep ? 0 : (int)WmiFlags.Shallow;

    private static CimObjectPath ReadPath(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return CimObjectPath.TryParse(path, out var parsed)
            ? parsed
            : throw new CimException(CimStatus.InvalidObjectPath, $"{path} is no object path.");
    }
}
