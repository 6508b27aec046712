using System.Runtime.CompilerServices;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;

namespace Sekimori.Gate.Gateway.Bridge;

/// <content>
/// From what a target answers to objects of the classes that it defines. What does not fit is not passed on: the caller would read it by
/// another class than the one that was evaluated.
/// </content>
internal abstract partial class RemoteObjects
{
    // Objects in objects: those of Windows are two or three deep.
    private const int DeepestObject = 8;

    // Where the properties of a class as it was sent are in the class as it is here.
    private readonly ConditionalWeakTable<CimClass, Tuple<CimClass, int[]>> _places = [];

    private async Task<RemoteRows> OpenRowsAsync(
        string space, string? className, Questions questions, IAsyncEnumerable<CimInstance> rows) =>
        await RemoteRows.OpenAsync(rows, Adopting(space, className, questions), Translate, CountOpen, questions.Token)
            .ConfigureAwait(false);

    private Func<CimInstance, ValueTask<CimInstance>> Adopting(string space, string? className, Questions questions) => async sent =>
    {
        Used?.Invoke();
        var row = await AdoptAsync(space, className, sent, questions.Token).ConfigureAwait(false);
        await questions.AskAsync(space, row.Class, CimAccessKind.Read).ConfigureAwait(false);
        await AskEmbeddedAsync(space, row, questions).ConfigureAwait(false);
        return row;
    };

    /// <summary>An object of the target, as one of a class that was asked for.</summary>
    private async ValueTask<CimInstance> AdoptAsync(string space, string? className, CimInstance sent, CancellationToken cancellationToken)
    {
        var own = await AdoptAsync(space, sent, 0, cancellationToken).ConfigureAwait(false);
        return className is null || own.Class.IsA(className)
            ? own
            : throw Unusable($"the answer has a {own.Class.Name} among the objects of {className}");
    }

    private async ValueTask<CimInstance> AdoptAsync(string space, CimInstance sent, int depth, CancellationToken cancellationToken)
    {
        if (depth > DeepestObject) throw Unusable($"the answer has objects in objects, more than {DeepestObject} deep");
        var (definition, places) = await PlacesAsync(space, sent.Class, cancellationToken).ConfigureAwait(false);
        var own = new CimInstance(definition);
        // What a query does not name has no value, whatever the class says.
        for (var i = 0; i < own.Values.Length; i++) own[i] = CimValue.Null;
        for (var i = 0; i < places.Length; i++)
            own[places[i]] = await AdoptAsync(space, sent[i], depth, cancellationToken).ConfigureAwait(false);
        return own;
    }

    private async ValueTask<CimValue> AdoptAsync(string space, CimValue value, int depth, CancellationToken cancellationToken)
    {
        if (value.AsArray is { Type: CimType.Object } array)
        {
            var elements = array.Elements.ToArray();
            for (var i = 0; i < elements.Length; i++)
                elements[i] = await AdoptAsync(space, elements[i], depth, cancellationToken).ConfigureAwait(false);
            return new CimArray(CimType.Object, elements);
        }
        // A reference names the host that it was made at: what goes on names the target, as its callers know it.
        if (value.AsArray is { Type: CimType.Reference } paths)
            return new CimArray(CimType.Reference, paths.ToArray(static one => WithoutHost(one)));
        return value.AsInstance is { } inner
            ? await AdoptAsync(space, inner, depth + 1, cancellationToken).ConfigureAwait(false)
            : WithoutHost(value);
    }

    private static CimValue WithoutHost(CimValue value) => value.AsReference is { Host: not null } path ? path with { Host = null } : value;

    private async ValueTask<(CimClass Class, int[] Places)> PlacesAsync(
        string space, CimClass sent, CancellationToken cancellationToken)
    {
        if (_places.TryGetValue(sent, out var known)) return (known.Item1, known.Item2);
        for (var again = false; ; again = true)
        {
            // An object in an object may be of a class that the target does not define elsewhere: it is what it says.
            var own = await FindAsync(space, sent.Name, cancellationToken).ConfigureAwait(false) ?? Alone(sent);
            if (PlacesIn(own, sent) is { } places)
            {
                _places.AddOrUpdate(sent, Tuple.Create(own, places));
                return (own, places);
            }
            if (again) throw Unusable($"the answer has a {CimNamespace.Shown(sent.Name)} that does not fit its class");
            // It may have changed since it was asked for.
            classes.Forget(space, sent.Name);
        }
    }

    private CimClass Alone(CimClass sent)
    {
        try
        {
            return TargetNames.Checked(sent);
        }
        catch (UnusableAnswerException wrong)
        {
            throw Unusable(wrong.Message);
        }
    }

    private static int[]? PlacesIn(CimClass own, CimClass sent)
    {
        var places = new int[sent.Properties.Count];
        for (var i = 0; i < places.Length; i++)
        {
            var property = sent.Properties[i];
            if (own.FindProperty(property.Name) is not { } known || known.Type != property.Type || known.IsArray != property.IsArray)
                return null;
            places[i] = known.Index;
        }
        return places;
    }

    private static ValueTask AskEmbeddedAsync(string space, CimInstance instance, Questions questions) =>
        instance.Class.ObjectProperties.Count == 0 ? default : AskObjectsAsync(space, instance, questions);

    private static async ValueTask AskObjectsAsync(string space, CimValue value, Questions questions)
    {
        if (!questions.HasGuard) return;
        // Bounded by what was adopted.
        var left = new Stack<CimValue>([value]);
        while (left.TryPop(out var next))
        {
            if (next.AsArray is { Type: CimType.Object } array)
            {
                foreach (var element in array.Elements.ToArray()) left.Push(element);
            }
            if (next.AsInstance is not { } inner) continue;
            await questions.AskAsync(space, inner.Class, CimAccessKind.Read).ConfigureAwait(false);
            foreach (var member in inner.Values.ToArray()) left.Push(member);
        }
    }

    private CimException Unusable(string what) => Translate(new UnusableAnswerException(what))!;
}
