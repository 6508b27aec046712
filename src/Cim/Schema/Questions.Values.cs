using Sekimori.Cim.Model;

namespace Sekimori.Cim.Schema;

/// <content>Classes of values: embedded objects, and the objects that arguments refer to.</content>
internal sealed partial class Questions
{
    // What clients send and providers make is a few levels deep; an object that contains itself must not end the process.
    private const int MaxDepth = 64;

    /// <summary>Checks the objects that a caller passes: the classes of embedded objects, and of objects that references point at, since a
    /// provider may follow them. Without a way to find the class of a reference only embedded objects count: references in an answer are
    /// not followed.</summary>
    public async ValueTask AskGivenAsync(
        CimNamespace space, IEnumerable<CimValue> values, Func<CimObjectPath, (CimNamespace Space, CimClass Class)?>? find)
    {
        if (!HasGuard)
            return;
        foreach (var value in values)
            await AskValueAsync(space, value, find, 0).ConfigureAwait(false);
    }

    /// <summary>
    /// Asks about the values of properties as a caller gives them: a reference may be text still, and the class of the instance is one of
    /// several.
    /// </summary>
    public async ValueTask AskGivenAsync(
        CimNamespace space, IReadOnlyList<KeyValuePair<string, CimValue>> values, IReadOnlyCollection<CimClass> classes,
        Func<CimObjectPath, (CimNamespace Space, CimClass Class)?> find)
    {
        if (!HasGuard)
            return;
        foreach (var (name, value) in values)
        {
            await AskValueAsync(space, value, find, 0).ConfigureAwait(false);
            foreach (var c in classes)
                if (c.FindProperty(name) is { Type: CimType.Reference } property && !value.IsNull
                    && (property.IsArray
                    ? Coerce.TryArray(CimType.Reference, value, out var typed)
                    : Coerce.TryScalar(CimType.Reference, value, out typed)))
                    await AskValueAsync(space, typed, find, 0).ConfigureAwait(false);
        }
    }

    /// <summary>Asks about the objects that an instance holds in the properties that are read. Their classes are known only now.</summary>
    public ValueTask AskEmbeddedAsync(CimNamespace space, CimInstance instance, IReadOnlySet<int>? wanted = null) =>
        HasGuard && instance.Class.ObjectProperties.Count > 0 ? AskObjectsAsync(space, instance, wanted) : default;

    private async ValueTask AskObjectsAsync(CimNamespace space, CimInstance instance, IReadOnlySet<int>? wanted)
    {
        foreach (var property in instance.Class.ObjectProperties)
            if (wanted is null || wanted.Contains(property.Index))
                await AskValueAsync(space, instance[property.Index], null, 0).ConfigureAwait(false);
    }

    private async ValueTask AskValueAsync(
        CimNamespace space, CimValue value, Func<CimObjectPath, (CimNamespace Space, CimClass Class)?>? find, int depth)
    {
        if (depth > MaxDepth)
            throw new CimException(CimStatus.QuotaViolation, $"Objects are nested more than {MaxDepth} levels deep.");
        if (value.AsArray is { Type: CimType.Object or CimType.Reference } array)
        {
            for (var i = 0; i < array.Count; i++)
                await AskValueAsync(space, array.Elements[i], find, depth + 1).ConfigureAwait(false);
        }
        else if (value.AsReference is { } path)
        {
            if (find?.Invoke(path) is { } target)
                await AskAsync(target.Space, target.Class, CimAccessKind.Read).ConfigureAwait(false);
        }
        else if (value.AsInstance is { } inner)
        {
            await AskAsync(space, inner.Class, CimAccessKind.Read).ConfigureAwait(false);
            foreach (var property in inner.Class.Properties)
                if (property.Type is CimType.Object || (find is not null && property.Type is CimType.Reference))
                    await AskValueAsync(space, inner[property.Index], find, depth + 1).ConfigureAwait(false);
        }
    }
}
