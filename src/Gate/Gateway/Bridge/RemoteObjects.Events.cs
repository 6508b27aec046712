using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Cim.Wql;
using Sekimori.Guard;

namespace Sekimori.Gate.Gateway.Bridge;

/// <content>Event queries, where the target's protocol has them.</content>
internal abstract partial class RemoteObjects
{
    /// <inheritdoc/>
    public async ValueTask<CimQueryResult> SubscribeAsync(
        string @namespace, string query, CimCaller caller, CancellationToken cancellationToken)
    {
        Require(caller, Role.Reader, "reading objects");
        if (!HasEvents) throw Unsupported("Event queries");
        var questions = new Questions(caller, cancellationToken);
        var select = WqlParser.ParseEvent(query, Limits);
        var definition = await GetClassAsync(@namespace, select.ClassName, cancellationToken).ConfigureAwait(false);
        await questions.AskAsync(@namespace, definition, CimAccessKind.Read).ConfigureAwait(false);
        // What each event is about is evaluated when it comes; what the query names, at once.
        foreach (var name in NamedIn(select.Where))
            await questions.AskAsync(@namespace, await GetClassAsync(@namespace, name, cancellationToken).ConfigureAwait(false),
                CimAccessKind.Read).ConfigureAwait(false);
        var selected = Columns(definition, select);
        return new CimQueryResult
        {
            Class = definition,
            Selected = selected,
            Named = [.. select.Properties.Select(one => one.Path![0])],
            // The first event may never come: nobody waits for it here.
            Instances = RemoteRows.Open(LoadEventsAsync(@namespace, select, cancellationToken),
                Adopting(@namespace, definition.Name, questions), Translate, CountOpen, cancellationToken),
        };
    }

    /// <summary>True if the target's protocol has event queries.</summary>
    protected virtual bool HasEvents => false;

    /// <summary>Waits for events, until the token is set.</summary>
    protected virtual IAsyncEnumerable<CimInstance> LoadEventsAsync(
        string space, WqlQuery.Select query, CancellationToken cancellationToken) => throw new NotSupportedException();

    // As deep as the parser read it; a list of its own instead of a recursion.
    private static List<string> NamedIn(WqlCondition? where)
    {
        var (names, left) = (new List<string>(), new Stack<WqlCondition>());
        if (where is not null) left.Push(where);
        while (left.TryPop(out var condition))
        {
            switch (condition)
            {
                case WqlCondition.Isa isa: names.Add(isa.ClassName); break;
                case WqlCondition.Not not: left.Push(not.Part); break;
                case WqlCondition.And and:
                    foreach (var part in and.Parts) left.Push(part);
                    break;
                case WqlCondition.Or or:
                    foreach (var part in or.Parts) left.Push(part);
                    break;
            }
        }
        return names;
    }
}
