using Sekimori.Cim.Model;
using Sekimori.Cim.SystemClasses;
using Sekimori.Guard;

namespace Sekimori.Cim.Schema;

/// <content>Making and deleting classes, in one namespace that is for it.</content>
public sealed partial class ObjectManager
{
    /// <summary>The one namespace that administrators may make classes in. Its classes and objects are gone with the server.</summary>
    public const string Scratch = "root/scratch";

    private readonly Lock _classes = new();

    /// <summary>Makes or changes a class of the scratch namespace.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="definition">The class. Of its superclass the name counts: the namespace has the definition.</param>
    /// <param name="mode">What may happen.</param>
    /// <param name="caller">The caller; an administrator.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The class as the namespace has it now.</returns>
    /// <exception cref="CimException">Another namespace (<see cref="CimStatus.AccessDenied"/>), a definition that does not fit, a class
    /// with subclasses or instances, or another status.</exception>
    internal async ValueTask<CimClass> PutClassAsync(
        string @namespace, CimClass definition, CimWriteMode mode, CimCaller caller, CancellationToken cancellationToken)
    {
        var space = ScratchFor(@namespace, caller, "making classes");
        RequireOwnName(definition.Name);
        var made = ScratchClass.Fit(space, definition, Limits);
        await new Questions(caller, cancellationToken).AskAsync(space, made, CimAccessKind.WriteClass).ConfigureAwait(false);
        lock (_classes)
        {
            // Another call may have changed the namespace meanwhile.
            space = _namespaces[Scratch];
            made = ScratchClass.Fit(space, definition, Limits);
            var existing = space.FindClass(made.Name);
            if (existing is null && mode == CimWriteMode.UpdateOnly)
                throw new CimException(CimStatus.NotFound, $"No class {CimNamespace.Shown(made.Name)} in {space.Name}.");
            if (existing is not null && mode == CimWriteMode.CreateOnly)
                throw new CimException(CimStatus.AlreadyExists, $"The class {existing.Name} already exists.");
            if (existing is not null && space.Family(existing).Skip(1).Any())
                throw new CimException(CimStatus.ClassHasChildren, $"Classes derive from {existing.Name}.");
            if (existing is not null && space.FindProvider(existing) is StoredObjects { Count: > 0 })
                throw new CimException(CimStatus.ClassHasInstances, $"{existing.Name} has instances.");
            if (existing is null && space.Classes.Count - SystemClass.All.Count >= Limits.MaxStoredClasses)
                throw new CimException(CimStatus.QuotaViolation, $"Limit reached: {Limits.MaxStoredClasses} classes in {space.Name}.");
            Replace(space, c => existing is null || c != existing, made);
        }
        return made;
    }

    /// <summary>Deletes a class of the scratch namespace, with what derives from it and all instances ([MS-WMI] 3.1.4.3.8).</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="className">The class's name, in any case.</param>
    /// <param name="caller">The caller; an administrator.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="CimException">There is no such class (<see cref="CimStatus.NotFound"/>), another namespace, or another
    /// status.</exception>
    public async ValueTask DeleteClassAsync(string @namespace, string className, CimCaller caller, CancellationToken cancellationToken)
    {
        var space = ScratchFor(@namespace, caller, "deleting classes");
        RequireOwnName(className);
        var root = Find(space);
        var questions = new Questions(caller, cancellationToken);
        foreach (var c in space.Family(root))
            await questions.AskAsync(space, c, CimAccessKind.WriteClass).ConfigureAwait(false);
        lock (_classes)
        {
            space = _namespaces[Scratch];
            var gone = space.Family(Find(space)).ToHashSet();
            Replace(space, c => !gone.Contains(c), null);
        }

        CimClass Find(CimNamespace space) => space.FindClass(className)
            ?? throw new CimException(CimStatus.NotFound, $"No class {CimNamespace.Shown(className)} in {space.Name}.");
    }

    private CimNamespace ScratchFor(string name, CimCaller caller, string what)
    {
        Require(caller, Role.Administrator, what);
        var space = GetNamespace(name, caller);
        return space.Name.Equals(Scratch, StringComparison.OrdinalIgnoreCase)
            ? space
            : throw new CimException(CimStatus.AccessDenied, $"Classes can be made and deleted in {Scratch} only.");
    }

    private static void RequireOwnName(string name)
    {
        if (name.StartsWith("__", StringComparison.Ordinal))
            throw new CimException(CimStatus.InvalidOperation, "Names that begin with two underscores are the system's.");
    }

    private void Replace(CimNamespace space, Func<CimClass, bool> stays, CimClass? added)
    {
        var providers = space.Providers.Where(p => stays(p.Class)).ToList();
        var classes = space.Classes.Where(stays).ToList();
        if (added is { IsAbstract: false } && (added.KeyProperties.Count > 0 || added.IsSingleton))
            providers.Add(new StoredObjects(added, Limits));
        else if (added is not null)
            classes.Add(added);
        try
        {
            _namespaces[Scratch] = new CimNamespace(space.Name, providers, classes);
        }
        catch (ArgumentException e)
        {
            // A reference to a class that is not there, or no more.
            throw new CimException(CimStatus.InvalidParameter, e.Message.Split('(')[0].Trim());
        }
    }
}
