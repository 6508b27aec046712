using Sekimori.Cim.Events;
using Sekimori.Cim.Model;

namespace Sekimori.Cim.Schema;

/// <content>What doors ask it as one of several sources of objects. Namespaces and classes are in memory: nothing waits.</content>
public sealed partial class ObjectManager
{
    /// <summary>The definition of a class, whoever asks; null if there is none.</summary>
    internal CimClass? FindDefinition(string @namespace, string className) =>
        _namespaces.GetValueOrDefault(CimNamespace.NormalizeName(@namespace))?.FindClass(className);

    ValueTask<string> IObjectSource.FindNamespaceAsync(string name, CimCaller caller, CancellationToken cancellationToken) =>
        new(GetNamespace(name, caller).Name);

    ValueTask<CimClass?> IObjectSource.FindClassAsync(
        string @namespace, string className, CimCaller caller, CancellationToken cancellationToken) =>
        new(GetNamespace(@namespace, caller).FindClass(className));

    async ValueTask<CimQueryResult> IObjectSource.SubscribeAsync(
        string @namespace, string query, CimCaller caller, CancellationToken cancellationToken)
    {
        var subscription = await Events.SubscribeAsync(@namespace, query, caller, cancellationToken).ConfigureAwait(false);
        return new CimQueryResult { Selected = subscription.Selected, Instances = EachAsync(subscription, cancellationToken) };
    }

    ValueTask<CimClass> IObjectSource.PutClassAsync(
        string @namespace, CimClass definition, CimWriteMode mode, CimCaller caller, CancellationToken cancellationToken) =>
        PutClassAsync(@namespace, definition, mode, caller, cancellationToken);

    private static async IAsyncEnumerable<CimInstance> EachAsync(
        CimSubscription subscription, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = subscription;
        while (true)
        {
            var events = await subscription.ReadAsync(1, Timeout.InfiniteTimeSpan, isWhole: false, cancellationToken).ConfigureAwait(false);
            foreach (var one in events)
                yield return one;
        }
    }
}
