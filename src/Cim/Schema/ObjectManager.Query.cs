using System.Runtime.CompilerServices;
using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Wql;
using Sekimori.Guard;

namespace Sekimori.Cim.Schema;

/// <content>Queries.</content>
public sealed partial class ObjectManager
{
    /// <summary>Answers a WQL query: SELECT, ASSOCIATORS OF, REFERENCES OF, schema queries ([MS-WMI] 2.2.1.1).</summary>
    /// <param name="namespace">The namespace, where the query names none.</param>
    /// <param name="query">The query.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>The answer. The query has been parsed and checked; its instances come while they are read.</returns>
    /// <exception cref="WqlException">It is not well formed or names something that does not exist; the message tells where.</exception>
    /// <exception cref="CimException">Another status, for example <see cref="CimStatus.InvalidClass"/>.</exception>
    public async ValueTask<CimQueryResult> QueryAsync(
        string @namespace, string query, CimCaller caller, CancellationToken cancellationToken)
    {
        var space = GetNamespace(@namespace, caller);
        var questions = new Questions(caller, cancellationToken);
        var budget = new EvaluationBudget(Limits, cancellationToken);
        return WqlParser.Parse(query, Limits) switch
        {
            WqlQuery.Select { IsSchema: true } schema => await SelectClassesAsync(space, schema, questions, budget).ConfigureAwait(false),
            WqlQuery.Select select => await SelectAsync(space, select, questions, budget).ConfigureAwait(false),
            WqlQuery.Related related => await new Relations(
                this, related, SpaceOf(@namespace, related.Path, caller), questions, budget).AnswerAsync().ConfigureAwait(false),
            _ => throw new InvalidOperationException("Unknown kind of query."),
        };
    }

    private async ValueTask<CimQueryResult> SelectClassesAsync(
        CimNamespace space, WqlQuery.Select query, Questions questions, EvaluationBudget budget)
    {
        var binder = new WqlBinder(space, null, Host);
        if (query.Properties is [var first, ..])
            throw WqlLexer.Wrong(first.Position, "a schema query needs *");
        var predicate = query.Where is null ? null : new WqlCompiler(binder).Compile(query.Where);
        var classes = space.Classes.Where(c => predicate is null || predicate.Matches(new WqlRow(c, null, budget)));
        return new CimQueryResult { Classes = await questions.ReadableAsync(space, classes).ConfigureAwait(false) };
    }

    private async ValueTask<CimQueryResult> SelectAsync(
        CimNamespace space, WqlQuery.Select query, Questions questions, EvaluationBudget budget)
    {
        var c = space.GetClass(query.ClassName);
        await questions.AskFamilyAsync(space, c).ConfigureAwait(false);
        var binder = new WqlBinder(space, c, Host);
        var compiler = new WqlCompiler(binder);
        var predicate = query.Where is null ? null : compiler.Compile(query.Where);
        var selected = new HashSet<int>();
        foreach (var operand in query.Properties)
        {
            binder.Bind(operand);
            // Of an embedded object the whole object is given.
            if (binder.Bind(operand with { Path = [operand.Path![0]] }) is WqlSource.Own own)
                selected.Add(own.Property.Index);
        }
        var all = query.Properties.Count == 0;
        var request = new ProviderRequest(questions.Identity, questions.Token)
        {
            Conditions = compiler.Conditions,
            // The keys as well: an instance without them has no path.
            RequestedProperties = all
                ? null
                : new HashSet<int>(
                [.. selected, .. compiler.Reads, .. space.Family(c).SelectMany(f => f.KeyProperties).Select(k => k.Index)]),
        };
        await questions.AskDeclaredAsync(space, c, request.RequestedProperties).ConfigureAwait(false);
        var instances = EnumerateWhere(space, c, request, questions);
        return new CimQueryResult
        {
            Class = c,
            Selected = all ? null : [.. c.Properties.Where(p => selected.Contains(p.Index))],
            Named = [.. query.Properties.Select(p => p.Path![0])],
            Instances = predicate is null ? instances : Filter(instances, predicate, budget, questions.Token),
        };
    }

    /// <summary>
    /// The instances of a class and its subclasses; of a provider whose keys the conditions all name, the one instance instead.
    /// </summary>
    private IAsyncEnumerable<CimInstance> EnumerateWhere(CimNamespace space, CimClass root, ProviderRequest request, Questions questions)
    {
        var providers = space.ProvidersOf(root);
        var instances = providers.Length == 0 ? AsyncEnumerable.Empty<CimInstance>()
            : providers.Length == 1 && KeyPath(providers[0].Class, request) is null ? _gate.EnumerateAsync(providers[0], request)
            : Each(providers, request);
        return questions.HasGuard && Array.Exists(providers, p => p.Class.ObjectProperties.Count > 0)
            ? WithGuard(space, instances, request, questions)
            : instances;
    }

    /// <summary>The instances of a class and its subclasses, for an event query. The guard is asked when events are read.</summary>
    internal IAsyncEnumerable<CimInstance> EnumerateForPoll(CimNamespace space, CimClass root, Caller caller, CancellationToken token) =>
        EnumerateWhere(space, root, new ProviderRequest(caller, token), new Questions(new CimCaller(caller, null), token));

    internal IAsyncEnumerable<CimInstance> EnumerateOne(CimNamespace space, CimClass c, ProviderRequest request, Questions questions)
    {
        var instances = _gate.EnumerateAsync(space.FindProvider(c)!, request);
        return questions.HasGuard && c.ObjectProperties.Count > 0 ? WithGuard(space, instances, request, questions) : instances;
    }

    // An instance may contain a class derived from the declared one, or the declaration may name none.
    private static async IAsyncEnumerable<CimInstance> WithGuard(
        CimNamespace space, IAsyncEnumerable<CimInstance> instances, ProviderRequest request, Questions questions)
    {
        await foreach (var instance in instances.ConfigureAwait(false))
        {
            await questions.AskEmbeddedAsync(space, instance, request.RequestedProperties).ConfigureAwait(false);
            yield return instance;
        }
    }

    private async IAsyncEnumerable<CimInstance> Each(ICimProvider[] providers, ProviderRequest request)
    {
        foreach (var provider in providers)
        {
            if (KeyPath(provider.Class, request) is { } path)
            {
                await foreach (var one in WhereAvailable(Single(provider, path, request), providers.Length > 1).ConfigureAwait(false))
                    yield return one;
                continue;
            }
            await foreach (var instance in WhereAvailable(_gate.EnumerateAsync(provider, request), providers.Length > 1)
                .ConfigureAwait(false))
                yield return instance;
        }
    }

    private async IAsyncEnumerable<CimInstance> Single(ICimProvider provider, CimObjectPath path, ProviderRequest request)
    {
        if (await _gate.GetAsync(provider, path, request).ConfigureAwait(false) is { } one)
            yield return one;
    }

    // If one of several sources is not running on this host, or is not for this caller's Unix user, the instances of the others are still
    // returned. The guard's denials do not come from here.
    private static async IAsyncEnumerable<CimInstance> WhereAvailable(IAsyncEnumerable<CimInstance> instances, bool several)
    {
        var each = instances.GetAsyncEnumerator(CancellationToken.None);
        await using var closing = each.ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (!await each.MoveNextAsync().ConfigureAwait(false))
                    yield break;
            }
            catch (CimException e) when (several && e.Status is (CimStatus.NotAvailable or CimStatus.AccessDenied))
            {
                yield break;
            }
            yield return each.Current;
        }
    }

    private static CimObjectPath? KeyPath(CimClass c, ProviderRequest request)
    {
        var keys = c.KeyProperties;
        if (keys.Count == 0 || request.Conditions.Count < keys.Count)
            return null;
        var values = new CimKey[keys.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (!request.TryGetEqual(keys[i].Index, out var value))
                return null;
            values[i] = new CimKey(keys[i].Name, value);
        }
        return new CimObjectPath(c.Name, values);
    }

    private static async IAsyncEnumerable<CimInstance> Filter(
        IAsyncEnumerable<CimInstance> instances, WqlPredicate predicate, EvaluationBudget budget,
        [EnumeratorCancellation] CancellationToken token)
    {
        await foreach (var instance in instances.ConfigureAwait(false))
        {
            token.ThrowIfCancellationRequested();
            if (predicate.Matches(new WqlRow(instance.Class, instance, budget)))
                yield return instance;
        }
    }
}
