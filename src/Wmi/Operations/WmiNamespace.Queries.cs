using System.Runtime.CompilerServices;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Wmi.Results;

namespace Sekimori.Wmi.Operations;

/// <content>What answers with an enumerator.</content>
internal sealed partial class WmiNamespace
{
    private const WmiFlags Enumerating = WmiFlags.UseAmended | WmiFlags.ReturnImmediately | WmiFlags.ForwardOnly
        | WmiFlags.EnsureLocatable | WmiFlags.DirectRead;

    /// <summary>ExecQuery ([MS-WMI] 3.1.4.3.18).</summary>
    public ValueTask<WmiEnumerator> QueryAsync(
        string? language, string? query, int flags, CimCaller caller, CancellationToken cancellationToken)
    {
        Check(flags, Enumerating | WmiFlags.Prototype);
        CheckQuery(language, query);
        return RunAsync(flags, caller, async token =>
        {
            var answer = await service.Source.QueryAsync(Name, query!, caller, token).ConfigureAwait(false);
            if (Has(flags, WmiFlags.Prototype) && answer.Class is { } described)
                return (One(new WmiRow(described, null)), RowsOf(answer, flags, isPrototype: true));
            if (answer.Classes is { } classes)
                return (Each(classes), _whole);
            var instances = Has(flags, WmiFlags.DirectRead) && answer.Class is { } only
                ? answer.Instances.Where(i => i.Class.Name == only.Name)
                : answer.Instances;
            return (Each(instances, token), RowsOf(answer, flags, isPrototype: false));
        }, cancellationToken);
    }

    /// <summary>CreateInstanceEnum (3.1.4.3.16).</summary>
    public ValueTask<WmiEnumerator> EnumerateInstancesAsync(
        string? className, int flags, CimCaller caller, CancellationToken cancellationToken)
    {
        Check(flags, Enumerating | WmiFlags.Shallow);
        var name = CheckName(className, "class") ?? throw Missing("class");
        return RunAsync(flags, caller, async token =>
        {
            var instances = await service.Source.EnumerateAsync(Name, name, caller, token).ConfigureAwait(false);
            if (Has(flags, WmiFlags.Shallow | WmiFlags.DirectRead))
                instances = instances.Where(i => string.Equals(i.Class.Name, name, StringComparison.OrdinalIgnoreCase));
            return (Each(instances, token), _whole);
        }, cancellationToken);
    }

    /// <summary>CreateClassEnum (3.1.4.3.10).</summary>
    public ValueTask<WmiEnumerator> EnumerateClassesAsync(
        string? superclass, int flags, CimCaller caller, CancellationToken cancellationToken)
    {
        Check(flags, Enumerating | WmiFlags.Shallow);
        var name = CheckName(superclass, "class");
        return RunAsync(flags, caller, async token =>
        {
            var classes = await service.Source.ReadClassesAsync(Name, name, !Has(flags, WmiFlags.Shallow), caller, token)
                .ConfigureAwait(false);
            return (Each(classes), _whole);
        }, cancellationToken);
    }

    /// <summary>ExecNotificationQuery (3.1.4.3.20): the enumerator waits for events.</summary>
    public ValueTask<WmiEnumerator> SubscribeAsync(
        string? language, string? query, int flags, CimCaller caller, CancellationToken cancellationToken)
    {
        Check(flags, WmiFlags.UseAmended | WmiFlags.ReturnImmediately | WmiFlags.ForwardOnly);
        CheckQuery(language, query);
        // 3.1.4.3.20: without both flags the call could never be answered.
        if (!Has(flags, WmiFlags.ReturnImmediately) || !Has(flags, WmiFlags.ForwardOnly))
            throw new WmiException(WbemStatus.InvalidParameter, "an event query that is not semisynchronous");
        return RunAsync(flags, caller, async token =>
        {
            var events = await service.Source.SubscribeAsync(Name, query!, caller, token).ConfigureAwait(false);
            var rows = events.Selected is { } selected
                ? new RowEncoder(encoders, c => Columns(selected, c, withKeys: false))
                : _whole;
            return (Each(events.Instances, token), rows);
        }, cancellationToken);
    }

    private async ValueTask<WmiEnumerator> RunAsync(int flags, CimCaller caller,
        Func<CancellationToken, ValueTask<(IAsyncEnumerable<WmiRow> Rows, RowEncoder Encoder)>> run, CancellationToken cancellationToken)
    {
        var results = ResultSet.Open(service.Budget, caller.Identity.Identity, Has(flags, WmiFlags.ForwardOnly));
        try
        {
            // A call that goes away before its answer ends its query too.
            using var leaving = cancellationToken.Register(static r => ((ResultSet)r!).Release(), results);
            var (rows, encoder) = await run(results.Ending).ConfigureAwait(false);
            var isImmediate = Has(flags, WmiFlags.ReturnImmediately);
            results.Start(rows, isImmediate ? service.Limits.ReadAhead : int.MaxValue);
            // 3.1.1.1.1: the operation is complete, or has failed, before its call is answered.
            if (!isImmediate)
                await results.WaitAsync(int.MaxValue, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (!isImmediate && results.Copy(0, 0).Failure is var failure and not 0)
                throw new WmiException(failure, "the query failed");
            return new(results, encoder, service.Limits, service.Time);
        }
        catch
        {
            results.Release();
            throw;
        }
    }

    // The columns of a SELECT are a projection of the class, in the class's spelling and order. Paths follow from the keys, the names of
    // superclasses from their list: who selects them gets those.
    private RowEncoder RowsOf(CimQueryResult answer, int flags, bool isPrototype)
    {
        if (answer.Selected is null && !answer.KeysOnly)
            return isPrototype ? new RowEncoder(encoders) { PrototypeOf = answer.Named } : _whole;
        var withKeys = Has(flags, WmiFlags.EnsureLocatable) || Names(answer, "__PATH", "__RELPATH");
        return new RowEncoder(encoders, c => Columns(answer.PropertiesOf(c), c, withKeys))
        {
            HasDerivation = Names(answer, "__DERIVATION", "__SUPERCLASS", "__DYNASTY"),
            PrototypeOf = isPrototype ? answer.Named : null,
        };
    }

    private static bool Names(CimQueryResult answer, params string[] properties) =>
        answer.Named.Any(name => properties.Contains(name, StringComparer.OrdinalIgnoreCase));

    private static IReadOnlyList<CimProperty> Columns(IReadOnlyList<CimProperty> selected, CimClass c, bool withKeys)
    {
        var wanted = selected.Select(p => p.Index).ToHashSet();
        if (withKeys)
            wanted.UnionWith(c.KeyProperties.Select(k => k.Index));
        return [.. c.Properties.Where(p => wanted.Contains(p.Index))];
    }

    private void CheckQuery(string? language, string? query)
    {
        if (!string.Equals(language, "WQL", StringComparison.OrdinalIgnoreCase))
            throw new CimException(CimStatus.InvalidQueryType, "The query language is not WQL.");
        if (query is null)
            throw Missing("query");
        if (query.Length > service.Limits.MaxQueryLength)
            throw new WmiException(WbemStatus.QuotaViolation, "the query is too long");
    }

    private string? CheckName(string? name, string what)
    {
        if (name?.Length > service.Limits.MaxNameLength)
            throw new WmiException(WbemStatus.QuotaViolation, $"the name of the {what} is too long");
        return string.IsNullOrEmpty(name) ? null : name;
    }

    private static async IAsyncEnumerable<WmiRow> Each(
        IAsyncEnumerable<CimInstance> instances, [EnumeratorCancellation] CancellationToken token)
    {
        await foreach (var instance in instances.WithCancellation(token).ConfigureAwait(false))
            yield return new(instance);
    }

    private static IAsyncEnumerable<WmiRow> Each(IEnumerable<CimClass> classes) =>
        classes.Select(c => new WmiRow(c, null)).ToAsyncEnumerable();

    private static IAsyncEnumerable<WmiRow> One(WmiRow row) => new[] { row }.ToAsyncEnumerable();
}
