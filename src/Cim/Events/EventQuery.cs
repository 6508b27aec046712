using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Cim.SystemClasses;
using Sekimori.Cim.Wql;

namespace Sekimori.Cim.Events;

/// <summary>
/// An event query that is bound to its classes ([MS-WMI] 2.2.1.2): which instances are polled, how often, and which changes are wanted.
/// </summary>
internal sealed class EventQuery
{
    private EventQuery(
        CimNamespace space, CimClass @event, CimClass target, TimeSpan interval, WqlPredicate predicate, HashSet<int> selected)
    {
        (Space, Event, Target, Interval, Predicate) = (space, @event, target, interval, predicate);
        Selected = selected.Count == 0 ? null : [.. @event.Properties.Where(p => selected.Contains(p.Index))];
    }

    public CimNamespace Space { get; }

    /// <summary>The class of events that the query names.</summary>
    public CimClass Event { get; }

    /// <summary>The class whose instances are polled.</summary>
    public CimClass Target { get; }

    public TimeSpan Interval { get; }

    public WqlPredicate Predicate { get; }

    /// <summary>The properties that the query names; null for all.</summary>
    public IReadOnlyList<CimProperty>? Selected { get; }

    /// <summary>Parses and binds a query. Nothing is asked or read yet.</summary>
    public static EventQuery Bind(CimNamespace space, string text, CimLimits limits, string host)
    {
        var query = WqlParser.ParseEvent(text, limits);
        var named = space.GetClass(query.ClassName);
        if (!named.IsA(SystemClass.Event.Name))
            throw new CimException(CimStatus.NotEventClass, $"{named.Name} is no class of events.");
        if (!named.IsA(SystemClass.InstanceOperation.Name))
            throw new CimException(CimStatus.RegistrationTooBroad, $"{named.Name} is too general: name a class of instance events.");
        if (query.Within is not { } seconds)
            throw new CimException(CimStatus.RegistrationTooPrecise, $"Events of {named.Name} need WITHIN and an interval in seconds.");
        var interval = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, TimeSpan.FromDays(7).TotalSeconds));
        if (interval < limits.MinEventInterval)
            throw new CimException(CimStatus.RegistrationTooPrecise,
                $"The interval is shorter than {limits.MinEventInterval.TotalSeconds:0.###} s.");
        if (query.Where is not { } where || TargetOf(where) is not { } isa)
            throw new CimException(CimStatus.RegistrationTooBroad,
                "The query needs a class: WHERE TargetInstance ISA 'Win32_Process', for example.");
        var target = space.GetClass(isa.ClassName);
        var binder = new WqlBinder(space, Typed(named, target), host);
        var predicate = new WqlCompiler(binder).Compile(where);
        var selected = new HashSet<int>();
        foreach (var operand in query.Properties)
            if (binder.Bind(operand with { Path = [operand.Path![0]] }) is WqlSource.Own own)
                selected.Add(own.Property.Index);
        return new EventQuery(space, named, target, interval, predicate, selected);
    }

    // The class that every event's instance is of: an ISA that no OR and no NOT weakens.
    private static WqlCondition.Isa? TargetOf(WqlCondition condition) => condition switch
    {
        WqlCondition.Isa isa when isa.Operand.Path is [var name]
            && name.Equals("TargetInstance", StringComparison.OrdinalIgnoreCase) => isa,
        WqlCondition.And and => and.Parts.Select(TargetOf).FirstOrDefault(isa => isa is not null),
        _ => null,
    };

    // The class of events with the class of its objects, so that TargetInstance.Name can be bound.
    private static CimClass Typed(CimClass named, CimClass target) => new(named.Name, null, named.Properties.Select(p =>
        p.Type != CimType.Object ? p
        : new CimProperty { Name = p.Name, Type = p.Type, Origin = p.Origin, Index = p.Index, ReferenceClass = target.Name }));
}
