using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Wql;

namespace Sekimori.Cim.Schema;

/// <summary>Answers one ASSOCIATORS OF or REFERENCES OF.</summary>
internal sealed class Relations(
    ObjectManager manager, WqlQuery.Related query, CimNamespace space, Questions questions, EvaluationBudget budget)
{
    // Two paths are compared, with a text made of each key that differs in type.
    private const int StepsALink = 64;

    public async ValueTask<CimQueryResult> AnswerAsync()
    {
        var kind = query.SchemaOnly ? CimAccessKind.ReadClass : CimAccessKind.Read;
        // A class that does not exist is an error, not an empty answer.
        foreach (var name in new[] { query.AssocClass, query.ResultClass })
            if (name is not null)
                await questions.AskAsync(space, space.GetClass(name), kind).ConfigureAwait(false);
        var root = space.GetClass(query.Path.ClassName);
        if (query.SchemaOnly)
        {
            await questions.AskAsync(space, root, kind).ConfigureAwait(false);
            return new CimQueryResult { Classes = await questions.ReadableAsync(space, SchemaClasses(root)).ConfigureAwait(false) };
        }
        if (questions.HasGuard)
            await AskAllAsync(root).ConfigureAwait(false);
        var source = await manager.FindAsync(space, query.Path, questions, keysOnly: true).ConfigureAwait(false)
            ?? throw new CimException(CimStatus.NotFound, $"{CimNamespace.Shown(query.Path.ToRelativeString())} does not exist.");
        var found = Related(source);
        if (!query.ClassDefsOnly)
            return new CimQueryResult { Instances = found, KeysOnly = query.KeysOnly };
        var classes = new List<CimClass>();
        await foreach (var instance in found.ConfigureAwait(false))
            if (!classes.Contains(instance.Class))
                classes.Add(instance.Class);
        return new CimQueryResult { Classes = await questions.ReadableAsync(space, classes).ConfigureAwait(false) };
    }

    // Everything that is known before the first provider runs: the source, its associations, and what these are declared to lead to.
    private async ValueTask AskAllAsync(CimClass root)
    {
        await ObjectManager.AskAboutAsync(space, root, query.Path, questions, CimAccessKind.Read).ConfigureAwait(false);
        foreach (var source in ObjectManager.Candidates(space, root, query.Path))
            foreach (var (association, role) in Ends(space.Associations, source, schema: false))
            {
                await questions.AskAsync(space, association, CimAccessKind.Read).ConfigureAwait(false);
                await questions.AskDeclaredAsync(space, association).ConfigureAwait(false);
                if (query.References)
                    continue;
                foreach (var other in Others(association, role))
                    if (other.ReferenceClass is { } name && space.FindClass(name) is { } target && space.FindProvider(target) is not null
                        && FitsClass(target))
                        await questions.AskAsync(space, target, CimAccessKind.Read).ConfigureAwait(false);
            }
    }

    private async IAsyncEnumerable<CimInstance> Related(CimInstance source)
    {
        var path = source.GetPath()!;
        var links = new HashSet<CimObjectPath>();
        foreach (var (association, role) in Ends(space.Associations, source.Class, schema: false))
        {
            var request = new ProviderRequest(questions.Identity, questions.Token)
            {
                Conditions = [new ProviderCondition(role, ConditionOperator.Equal, path)]
            };
            // Only this provider: a derived association has its own turn.
            await foreach (var link in manager.EnumerateOne(space, association, request, questions).ConfigureAwait(false))
            {
                budget.Spend(StepsALink);
                if (link[role.Index].AsReference is not { } end || !path.Equals(Resolved(end)))
                    continue;
                if (query.References)
                {
                    if (link.GetPath() is not { } own || links.Add(own))
                        yield return link;
                    continue;
                }
                // An end occurs as often as it is associated with the source, as on Windows.
                foreach (var other in Others(association, role))
                    if (link[other.Index].AsReference is { } target && Fits(target)
                        && await manager.FindAsync(space, target, questions, query.KeysOnly).ConfigureAwait(false) is { } instance
                        && FitsClass(instance.Class))
                        yield return instance;
            }
        }
    }

    /// <summary>The references of associations that can point at the class.</summary>
    private IEnumerable<(CimClass Association, CimProperty Role)> Ends(IEnumerable<CimClass> associations, CimClass source, bool schema)
    {
        foreach (var association in associations)
        {
            if (query.AssocClass is { } wanted && !association.IsA(wanted))
                continue;
            if (query.RequiredAssocQualifier is { } qualifier && !association.HasQualifier(qualifier))
                continue;
            if (query.References && !FitsClass(association))
                continue;
            foreach (var property in association.Properties)
                if (property.Type == CimType.Reference && (query.Role is null || Same(query.Role, property.Name))
                    && (property.ReferenceClass is null || source.IsA(property.ReferenceClass)
                    || (schema && space.GetClass(property.ReferenceClass).IsA(source.Name))))
                    yield return (association, property);
        }
    }

    private IEnumerable<CimProperty> Others(CimClass association, CimProperty role) =>
        association.Properties.Where(p =>
        p.Type == CimType.Reference && p.Index != role.Index && (query.ResultRole is null || Same(query.ResultRole, p.Name)));

    private List<CimClass> SchemaClasses(CimClass source)
    {
        var classes = new List<CimClass>();
        foreach (var (association, role) in Ends(space.Classes.Where(c => c.IsAssociation), source, schema: true))
        {
            var results = query.References ? [association]
                : Others(association, role).Where(o => o.ReferenceClass is not null).Select(o => space.GetClass(o.ReferenceClass!))
                .Where(FitsClass);
            foreach (var c in results)
                if (!classes.Contains(c))
                    classes.Add(c);
        }
        return classes;
    }

    // A first look without asking a provider: is the class that the path names near enough to the one wanted?
    private bool Fits(CimObjectPath target) =>
        space.FindClass(target.ClassName) is { } c
        && (query.ResultClass is not { } wanted || c.IsA(wanted) || space.GetClass(wanted).IsA(c.Name));

    private bool FitsClass(CimClass c) =>
        (query.ResultClass is not { } wanted || c.IsA(wanted))
        && (query.RequiredQualifier is not { } qualifier || HasQualifier(c, qualifier));

    // A qualifier of the class or of one of its properties, "key" for example.
    private static bool HasQualifier(CimClass c, string name) =>
        c.HasQualifier(name) || (Same(name, "key") && c.KeyProperties.Count > 0)
        || c.Properties.Any(p => p.Qualifiers.Any(q => Same(q.Name, name)));

    private static CimObjectPath Resolved(CimObjectPath path) => path with { Host = null, Namespace = null };

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
