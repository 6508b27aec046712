using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Cim.Wql;
using Sekimori.Guard;
using Sekimori.Guard.Policy;

namespace Sekimori.Gate.Gateway.Bridge;

/// <content>Classes, instances, queries.</content>
internal abstract partial class RemoteObjects
{
    // A namespace of Windows has some 1,200 classes; a list of them is held in memory.
    private const int MostListed = 16_384;

    private static readonly CimLimits Limits = new();

    /// <inheritdoc/>
    public async ValueTask<CimClass> ReadClassAsync(
        string @namespace, string className, CimCaller caller, CancellationToken cancellationToken)
    {
        Require(caller, Role.Reader, "reading objects");
        var space = TargetNames.Namespace(@namespace);
        var definition = await GetClassAsync(space, className, cancellationToken).ConfigureAwait(false);
        await new Questions(caller, cancellationToken).AskAsync(space, definition, CimAccessKind.ReadClass).ConfigureAwait(false);
        return definition;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<CimClass>> ReadClassesAsync(
        string @namespace, string? superclass, bool isDeep, CimCaller caller, CancellationToken cancellationToken)
    {
        Require(caller, Role.Reader, "reading objects");
        var questions = new Questions(caller, cancellationToken);
        string? name = null;
        if (!string.IsNullOrEmpty(superclass))
        {
            var root = await GetClassAsync(@namespace, superclass, cancellationToken).ConfigureAwait(false);
            await questions.AskAsync(@namespace, root, CimAccessKind.ReadClass).ConfigureAwait(false);
            name = root.Name;
        }
        var found = await AskAsync(async () =>
        {
            var all = new List<CimClass>();
            await foreach (var one in LoadClassesAsync(@namespace, name, isDeep, cancellationToken).ConfigureAwait(false))
            {
                if (all.Count == MostListed) throw new UnusableAnswerException($"the answer has more than {MostListed} classes");
                all.Add(TargetNames.Checked(one));
            }
            return all;
        }).ConfigureAwait(false);
        var readable = new List<CimClass>(found.Count);
        foreach (var one in found)
        {
            try
            {
                await questions.AskAsync(@namespace, one, CimAccessKind.ReadClass).ConfigureAwait(false);
                readable.Add(one);
            }
            catch (CimException denied) when (denied.Status == CimStatus.AccessDenied)
            {
                // As on a server: one denied class does not hide the others.
            }
        }
        return [.. readable.OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <inheritdoc/>
    public async ValueTask<CimInstance> GetAsync(
        string @namespace, CimObjectPath path, CimCaller caller, CancellationToken cancellationToken)
    {
        Require(caller, Role.Reader, "reading objects");
        var space = SpaceOf(@namespace, path);
        var (instance, _) = await FindAsync(space, path, new Questions(caller, cancellationToken), CimAccessKind.Read)
            .ConfigureAwait(false);
        return instance;
    }

    /// <inheritdoc/>
    public async ValueTask<IAsyncEnumerable<CimInstance>> EnumerateAsync(
        string @namespace, string className, CimCaller caller, CancellationToken cancellationToken)
    {
        Require(caller, Role.Reader, "reading objects");
        var questions = new Questions(caller, cancellationToken);
        var definition = await GetClassAsync(@namespace, className, cancellationToken).ConfigureAwait(false);
        await questions.AskAsync(@namespace, definition, CimAccessKind.Read).ConfigureAwait(false);
        return await OpenRowsAsync(@namespace, definition.Name, questions, LoadAllAsync(@namespace, definition, cancellationToken))
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<CimQueryResult> QueryAsync(
        string @namespace, string query, CimCaller caller, CancellationToken cancellationToken)
    {
        Require(caller, Role.Reader, "reading objects");
        var questions = new Questions(caller, cancellationToken);
        // What goes on is written from what was read here: the target reads no other query than the gate.
        return WqlParser.Parse(query, Limits) switch
        {
            WqlQuery.Select { IsSchema: false } select => await SelectAsync(@namespace, select, questions).ConfigureAwait(false),
            WqlQuery.Related { ClassDefsOnly: false, SchemaOnly: false } related =>
                await RelateAsync(@namespace, related, questions).ConfigureAwait(false),
            _ => throw Unsupported("Queries about classes"),
        };
    }

    private async ValueTask<CimQueryResult> SelectAsync(string space, WqlQuery.Select select, Questions questions)
    {
        var definition = await GetClassAsync(space, select.ClassName, questions.Token).ConfigureAwait(false);
        await questions.AskAsync(space, definition, CimAccessKind.Read).ConfigureAwait(false);
        var selected = Columns(definition, select);
        return new CimQueryResult
        {
            Class = definition,
            Selected = selected,
            Named = [.. select.Properties.Select(one => one.Path![0])],
            Instances = await OpenRowsAsync(space, definition.Name, questions, LoadQueryAsync(space, select, null, questions.Token))
                .ConfigureAwait(false),
        };
    }

    // The properties that a query names, in the order of the class; null for all.
    private static IReadOnlyList<CimProperty>? Columns(CimClass definition, WqlQuery.Select select)
    {
        var selected = new HashSet<int>();
        foreach (var operand in select.Properties)
        {
            var name = operand.Path![0];
            if (definition.FindProperty(name) is { } property) selected.Add(property.Index);
            // System properties follow from the object itself ([MS-WMI] 2.2.4: they begin with two underscores).
            else if (!name.StartsWith("__", StringComparison.Ordinal))
                throw WqlLexer.Wrong(operand.Position, $"{definition.Name} has no property {CimNamespace.Shown(name)}");
        }
        return select.Properties.Count == 0 ? null : [.. definition.Properties.Where(one => selected.Contains(one.Index))];
    }

    private async ValueTask<CimQueryResult> RelateAsync(string @namespace, WqlQuery.Related related, Questions questions)
    {
        // The target alone knows which associations it follows.
        if (questions.HasGuard && evaluatesClasses())
            throw new CimDeniedException(Verdict.AccessDenied, "The query may reach classes that it does not name.");
        var space = SpaceOf(@namespace, related.Path);
        var root = await GetClassAsync(space, related.Path.ClassName, questions.Token).ConfigureAwait(false);
        await questions.AskAsync(space, root, CimAccessKind.Read).ConfigureAwait(false);
        foreach (var name in new[] { related.AssocClass, related.ResultClass }.OfType<string>())
            await questions.AskAsync(space, await GetClassAsync(space, name, questions.Token).ConfigureAwait(false), CimAccessKind.Read)
                .ConfigureAwait(false);
        return new CimQueryResult
        {
            KeysOnly = related.KeysOnly,
            Instances = await OpenRowsAsync(space, null, questions,
                LoadQueryAsync(space, related, Bind(root, related.Path), questions.Token)).ConfigureAwait(false),
        };
    }

    // The path may name a superclass: the guard is asked about the class that the object has, too.
    private async ValueTask<(CimInstance Instance, CimObjectPath Path)> FindAsync(
        string space, CimObjectPath path, Questions questions, CimAccessKind kind)
    {
        var root = await GetClassAsync(space, path.ClassName, questions.Token).ConfigureAwait(false);
        await questions.AskAsync(space, root, kind).ConfigureAwait(false);
        var bound = Bind(root, path);
        var sent = await AskAsync(() => LoadAsync(space, bound, questions.Token)).ConfigureAwait(false);
        var instance = await AdoptAsync(space, root.Name, sent, questions.Token).ConfigureAwait(false);
        await questions.AskAsync(space, instance.Class, kind).ConfigureAwait(false);
        await AskEmbeddedAsync(space, instance, questions).ConfigureAwait(false);
        return (instance, instance.GetPath() ?? bound);
    }

    /// <summary>The path that goes to the target: names as the class has them, values of its types, and no host.</summary>
    /// <exception cref="CimException">It does not fit the class.</exception>
    private static CimObjectPath Bind(CimClass definition, CimObjectPath path)
    {
        if (definition.KeyProperties.Count > 0 || definition.IsSingleton) return PathBinder.Bind(definition, path);
        // A class without keys of its own: those of its subclasses differ.
        if (path.Keys.Count == 0 || path.Keys.Any(key => key.Name.Length > 0 && !TargetNames.IsName(key.Name)))
            throw new CimException(CimStatus.InvalidObjectPath, $"{definition.Name} has no such key.");
        return new(definition.Name, path.Keys);
    }
}
