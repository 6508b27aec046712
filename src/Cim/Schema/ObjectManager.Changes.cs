using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Guard;

namespace Sekimori.Cim.Schema;

/// <content>Creating, changing and deleting instances, if their provider supports it.</content>
public sealed partial class ObjectManager
{
    /// <summary>Changes an instance. Values may be given as text: they are read as the property's type.</summary>
    /// <param name="namespace">The namespace, where the path names none.</param>
    /// <param name="path">The instance.</param>
    /// <param name="values">Values by name, in any order and case; what is not named stays unchanged.</param>
    /// <param name="caller">The caller; an administrator.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The instance as it is now.</returns>
    /// <exception cref="CimException">It does not exist, a value does not fit (<see cref="CimStatus.TypeMismatch"/>,
    /// <see cref="CimStatus.InvalidProperty"/>), a key would change (<see cref="CimStatus.InvalidParameter"/>), the provider allows no
    /// changes (<see cref="CimStatus.ProviderNotCapable"/>), or another status.</exception>
    public async ValueTask<CimInstance> PutAsync(
        string @namespace, CimObjectPath path, IReadOnlyList<KeyValuePair<string, CimValue>> values,
        CimCaller caller, CancellationToken cancellationToken)
    {
        Require(caller, Role.Administrator, "changing objects");
        var space = SpaceOf(@namespace, path, caller);
        var questions = new Questions(caller, cancellationToken);
        var root = space.GetClass(path.ClassName);
        await AskAboutAsync(space, root, path, questions, CimAccessKind.Put).ConfigureAwait(false);
        if (questions.HasGuard)
            await questions.AskGivenAsync(space, values, [.. Candidates(space, root, path)], given => TargetOf(space, given))
                .ConfigureAwait(false);
        var instance = await FindAsync(space, path, questions, kind: CimAccessKind.Put).ConfigureAwait(false) ?? throw Missing(path);
        var changed = new List<CimProperty>();
        foreach (var (property, value) in InstanceBinder.Bind(instance.Class, values))
        {
            if (InstanceBinder.Same(value, instance[property.Index])) continue;
            if (property.IsKey)
                throw new CimException(CimStatus.InvalidParameter,
                    $"{instance.Class.Name}.{property.Name} is a key and cannot be changed.");
            instance[property.Index] = value;
            changed.Add(property);
        }
        await _gate.PutAsync(ProviderOf(space, instance.Class), new ProviderChange(instance, changed, caller.Identity, cancellationToken))
            .ConfigureAwait(false);
        return await FindAsync(space, path, questions, kind: CimAccessKind.Put).ConfigureAwait(false) ?? instance;
    }

    /// <summary>Makes an instance.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="className">Its class, in any case.</param>
    /// <param name="values">Values by name, in any order and case.</param>
    /// <param name="caller">The caller; an administrator.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The path of the new instance.</returns>
    /// <exception cref="CimException">It exists already (<see cref="CimStatus.AlreadyExists"/>), a value does not fit, the provider creates
    /// none, or another status.</exception>
    public async ValueTask<CimObjectPath> CreateAsync(
        string @namespace, string className, IReadOnlyList<KeyValuePair<string, CimValue>> values,
        CimCaller caller, CancellationToken cancellationToken)
    {
        Require(caller, Role.Administrator, "creating objects");
        var space = GetNamespace(@namespace, caller);
        var c = space.GetClass(className);
        var questions = new Questions(caller, cancellationToken);
        await questions.AskAsync(space, c, CimAccessKind.Create).ConfigureAwait(false);
        await questions.AskGivenAsync(space, values, [c], path => TargetOf(space, path)).ConfigureAwait(false);
        var provider = ProviderOf(space, c);
        var instance = c.Factory is null ? new CimInstance(c) : c.CreateInstance();
        var given = new List<CimProperty>();
        foreach (var (property, value) in InstanceBinder.Bind(c, values))
        {
            instance[property.Index] = value;
            if (!value.IsNull) given.Add(property);
        }
        return await _gate.CreateAsync(provider, new ProviderChange(instance, given, caller.Identity, cancellationToken))
            .ConfigureAwait(false);
    }

    /// <summary>Deletes an instance.</summary>
    /// <param name="namespace">The namespace, where the path names none.</param>
    /// <param name="path">The instance.</param>
    /// <param name="caller">The caller; an administrator.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="CimException">It does not exist, the provider deletes none, or another status.</exception>
    public async ValueTask DeleteAsync(string @namespace, CimObjectPath path, CimCaller caller, CancellationToken cancellationToken)
    {
        Require(caller, Role.Administrator, "deleting objects");
        var space = SpaceOf(@namespace, path, caller);
        var instance = await FindAsync(space, path, new Questions(caller, cancellationToken), keysOnly: true, CimAccessKind.Delete)
            .ConfigureAwait(false)
            ?? throw Missing(path);
        await _gate.DeleteAsync(ProviderOf(space, instance.Class), instance.GetPath() ?? path, caller.Identity, cancellationToken)
            .ConfigureAwait(false);
    }

    private static CimException Missing(CimObjectPath path) =>
        new(CimStatus.NotFound, $"{CimNamespace.Shown(path.ToRelativeString())} does not exist.");

    private static ICimProvider ProviderOf(CimNamespace space, CimClass c) =>
        space.FindProvider(c) ?? throw new CimException(CimStatus.ProviderNotCapable, $"{c.Name} has no provider on this host.");
}
