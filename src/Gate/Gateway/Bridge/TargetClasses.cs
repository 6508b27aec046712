using Sekimori.Cim.Model;

namespace Sekimori.Gate.Gateway.Bridge;

/// <summary>
/// The classes of one target, as it defines them. A class is put together with its superclasses: a property has the same place in all
/// classes that inherit it, as the doors expect. Thread-safe.
/// </summary>
/// <param name="clock">The clock.</param>
internal sealed class TargetClasses(TimeProvider clock)
{
    // root/cimv2 of a Windows server has some 1,200; a target must not fill the gate's memory.
    private const int MostClasses = 4096;

    // CIM's classes are some seven deep.
    private const int DeepestClass = 32;

    // Classes of a host change when software is installed there.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly Dictionary<(string Namespace, string Name), (CimClass Class, DateTimeOffset Read)> _known = [];
    private readonly Lock _gate = new();

    /// <summary>How many are known.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _known.Count;
        }
    }

    /// <summary>Finds a class, and asks the target for what is not known.</summary>
    /// <param name="space">The namespace.</param>
    /// <param name="name">The class; a name (<see cref="TargetNames.IsName"/>).</param>
    /// <param name="load">Asks the target for a definition; null if there is none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The class; null if the target has none.</returns>
    /// <exception cref="UnusableAnswerException">The target's definition cannot be used.</exception>
    public async ValueTask<CimClass?> FindAsync(string space, string name, Func<string, string, CancellationToken, Task<CimClass?>> load,
        CancellationToken cancellationToken)
    {
        if (Known(space, name) is { } known) return known;
        if (await load(space, name, cancellationToken).ConfigureAwait(false) is not { } own) return null;
        if (!own.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            throw new UnusableAnswerException($"the answer is the class {own.Name}, not {name}");
        TargetNames.Checked(own);
        if (own.Derivation.Count > DeepestClass) throw new UnusableAnswerException($"{own.Name} has more than {DeepestClass} superclasses");
        CimClass? made = null;
        for (var i = own.Derivation.Count - 1; i >= 0; i--)
        {
            var ancestor = own.Derivation[i];
            // What a target derives from itself would be asked for again and again.
            if (ancestor.Equals(name, StringComparison.OrdinalIgnoreCase)) throw new UnusableAnswerException($"{name} derives from itself");
            if (Known(space, ancestor) is { } before && before.Superclass == made)
            {
                made = before;
                continue;
            }
            var read = await load(space, ancestor, cancellationToken).ConfigureAwait(false);
            made = Keep(space, read is null ? new CimClass(ancestor, made, []) : Make(TargetNames.Checked(read), ancestor, made));
        }
        return Keep(space, Make(own, own.Name, made));
    }

    /// <summary>Forgets a class: what the target answers does not fit it any more.</summary>
    public void Forget(string space, string name)
    {
        lock (_gate) _known.Remove(Key(space, name));
    }

    private CimClass? Known(string space, string name)
    {
        lock (_gate)
            return _known.TryGetValue(Key(space, name), out var known) && clock.GetUtcNow() - known.Read < Lifetime ? known.Class : null;
    }

    private CimClass Keep(string space, CimClass made)
    {
        lock (_gate)
        {
            if (_known.Count >= MostClasses) _known.Clear();
            _known[Key(space, made.Name)] = (made, clock.GetUtcNow());
        }
        return made;
    }

    private static (string Namespace, string Name) Key(string space, string name) => (space, name.ToUpperInvariant());

    // What the target sends has all properties, inherited ones too, in an order of its own.
    private static CimClass Make(CimClass sent, string name, CimClass? superclass)
    {
        var own = new List<CimProperty>();
        var next = superclass?.Properties.Count ?? 0;
        foreach (var property in sent.Properties)
        {
            var inherited = superclass?.FindProperty(property.Name);
            if (inherited is not null && (inherited.Type != property.Type || inherited.IsArray != property.IsArray))
                throw new UnusableAnswerException($"{name}.{property.Name} has another type in {superclass!.Name}");
            if (inherited is not null && inherited.IsKey == property.IsKey) continue;
            own.Add(At(property, inherited?.Index ?? next++));
        }
        var methods = sent.Methods.Where(method => superclass?.FindMethod(method.Name) is null
            || method.Origin.Equals(name, StringComparison.OrdinalIgnoreCase));
        try
        {
            return new CimClass(name, superclass, own, methods, sent.OwnQualifiers);
        }
        catch (ArgumentException wrong)
        {
            throw new UnusableAnswerException($"the definition of {name} cannot be used: {wrong.Message}", wrong);
        }
    }

    private static CimProperty At(CimProperty property, int index) => new()
    {
        Name = property.Name, Type = property.Type, IsArray = property.IsArray, IsKey = property.IsKey, Index = index,
        ReferenceClass = property.ReferenceClass, Origin = property.Origin, Default = property.Default, Qualifiers = property.Qualifiers,
    };
}
