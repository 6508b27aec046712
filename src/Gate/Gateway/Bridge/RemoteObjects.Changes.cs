using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Schema;
using Sekimori.Guard;

namespace Sekimori.Gate.Gateway.Bridge;

/// <content>Methods, Put, Create, Delete.</content>
internal abstract partial class RemoteObjects
{
    /// <inheritdoc/>
    public async ValueTask<(CimMethod Method, CimMethodResult Result)> InvokeAsync(string @namespace, CimObjectPath target, string method,
        IReadOnlyList<KeyValuePair<string, CimValue>> arguments, CimCaller caller, CancellationToken cancellationToken)
    {
        Require(caller, Role.Operator, "calling methods");
        var (space, questions) = (SpaceOf(@namespace, target), new Questions(caller, cancellationToken));
        var definition = await GetClassAsync(space, target.ClassName, cancellationToken).ConfigureAwait(false);
        var found = MethodOf(definition, method);
        await AskToInvokeAsync(space, definition, found, questions).ConfigureAwait(false);
        var values = ArgumentBinder.Bind(definition, found, arguments);
        await AskGivenAsync(space, values, questions).ConfigureAwait(false);
        var path = CimObjectPath.Class(definition.Name);
        if (!found.IsStatic)
        {
            // Which class the object has decides which method it is.
            var bound = Bind(definition, target);
            var sent = await AskAsync(() => LoadAsync(space, bound, cancellationToken)).ConfigureAwait(false);
            var instance = await AdoptAsync(space, definition.Name, sent, cancellationToken).ConfigureAwait(false);
            (definition, found, path) = (instance.Class, MethodOf(instance.Class, method), instance.GetPath() ?? bound);
            await AskToInvokeAsync(space, definition, found, questions).ConfigureAwait(false);
            values = ArgumentBinder.Bind(definition, found, arguments);
        }
        var result = await AskAsync(() => CallAsync(space, path, definition, found, values, cancellationToken)).ConfigureAwait(false);
        var passed = new CimValue[result.Out.Count];
        for (var i = 0; i < passed.Length; i++)
        {
            passed[i] = await AdoptAsync(space, result.Out[i], 0, cancellationToken).ConfigureAwait(false);
            await AskObjectsAsync(space, passed[i], questions).ConfigureAwait(false);
        }
        return (found, new CimMethodResult(result.ReturnValue, passed));
    }

    /// <inheritdoc/>
    public async ValueTask<CimInstance> PutAsync(
        string @namespace, CimObjectPath path, IReadOnlyList<KeyValuePair<string, CimValue>> values,
        CimCaller caller, CancellationToken cancellationToken)
    {
        Require(caller, Role.Administrator, "changing objects");
        var (space, questions) = (SpaceOf(@namespace, path), new Questions(caller, cancellationToken));
        var (instance, own) = await FindAsync(space, path, questions, CimAccessKind.Put).ConfigureAwait(false);
        var hasChanged = false;
        foreach (var (property, value) in InstanceBinder.Bind(instance.Class, values))
        {
            if (InstanceBinder.Same(value, instance[property.Index])) continue;
            if (property.IsKey)
                throw new CimException(CimStatus.InvalidParameter,
                    $"{instance.Class.Name}.{property.Name} is a key and cannot be changed.");
            await AskGivenAsync(space, [value], questions).ConfigureAwait(false);
            instance[property.Index] = value;
            hasChanged = true;
        }
        // As on a server: a Put that changes nothing has no effect.
        if (!hasChanged) return instance;
        await AskAsync(async () =>
        {
            await StoreAsync(space, own, instance, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        return (await FindAsync(space, own, questions, CimAccessKind.Put).ConfigureAwait(false)).Instance;
    }

    /// <inheritdoc/>
    public async ValueTask<CimObjectPath> CreateAsync(
        string @namespace, string className, IReadOnlyList<KeyValuePair<string, CimValue>> values,
        CimCaller caller, CancellationToken cancellationToken)
    {
        Require(caller, Role.Administrator, "creating objects");
        var questions = new Questions(caller, cancellationToken);
        var definition = await GetClassAsync(@namespace, className, cancellationToken).ConfigureAwait(false);
        await questions.AskAsync(@namespace, definition, CimAccessKind.Create).ConfigureAwait(false);
        var instance = new CimInstance(definition);
        foreach (var (property, value) in InstanceBinder.Bind(definition, values)) instance[property.Index] = value;
        await AskGivenAsync(@namespace, instance.Values.ToArray(), questions).ConfigureAwait(false);
        var made = await AskAsync(() => MakeAsync(@namespace, instance, cancellationToken)).ConfigureAwait(false);
        return made.ClassName.Equals(definition.Name, StringComparison.OrdinalIgnoreCase)
            && made.Keys.All(key => key.Name.Length == 0 || TargetNames.IsName(key.Name))
            ? made with { Host = null, Namespace = null }
            : throw Unusable($"it has made {made.ClassName}, not {definition.Name}");
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string @namespace, CimObjectPath path, CimCaller caller, CancellationToken cancellationToken)
    {
        Require(caller, Role.Administrator, "deleting objects");
        var (space, questions) = (SpaceOf(@namespace, path), new Questions(caller, cancellationToken));
        var (_, own) = await FindAsync(space, path, questions, CimAccessKind.Delete).ConfigureAwait(false);
        await AskAsync(async () =>
        {
            await RemoveAsync(space, own, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
    }

    private static CimMethod MethodOf(CimClass definition, string method) => definition.FindMethod(method)
        ?? throw new CimException(CimStatus.InvalidMethod, $"{definition.Name} has no method {CimNamespace.Shown(method)}.");

    // As the object manager: the class that is named, and the one that declares the method.
    private static async ValueTask AskToInvokeAsync(string space, CimClass definition, CimMethod method, Questions questions)
    {
        await questions.AskAsync(space, definition, CimAccessKind.Invoke, method).ConfigureAwait(false);
        for (var above = definition.Superclass; above is not null; above = above.Superclass)
        {
            if (above.Name.Equals(method.Origin, StringComparison.OrdinalIgnoreCase))
                await questions.AskAsync(space, above, CimAccessKind.Invoke, above.FindMethod(method.Name) ?? method)
                    .ConfigureAwait(false);
        }
    }

    // A provider may follow the references that it is given, and gets the objects.
    private async ValueTask AskGivenAsync(string space, IReadOnlyList<CimValue> values, Questions questions)
    {
        if (!questions.HasGuard) return;
        // The readers of both protocols have bounded how many there are, and how deep they are.
        var left = new Stack<CimValue>(values);
        while (left.TryPop(out var value))
        {
            if (value.AsArray is { Type: CimType.Object or CimType.Reference } array)
            {
                foreach (var element in array.Elements.ToArray()) left.Push(element);
            }
            else if (value.AsInstance is { } inner)
            {
                await questions.AskAsync(space, inner.Class, CimAccessKind.Read).ConfigureAwait(false);
                foreach (var member in inner.Values.ToArray()) left.Push(member);
            }
            else if (value.AsReference is { } path
                && await FindAsync(SpaceOf(space, path), path.ClassName, questions.Token).ConfigureAwait(false) is { } referred)
                await questions.AskAsync(space, referred, CimAccessKind.Read).ConfigureAwait(false);
        }
    }
}
