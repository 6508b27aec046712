using Sekimori.Cim.Model;
using Sekimori.Guard;

namespace Sekimori.Cim.SystemClasses;

/// <summary>The classes that every namespace has ([MS-WMI] 2.2.30, 2.2.31): namespaces, security, events.</summary>
internal static class SystemClass
{
    public static readonly CimClass Root = ClassMaker.Make("__SystemClass", null, "", [ClassMaker.Abstract]);

    /// <summary>The namespaces below a namespace.</summary>
    public static readonly CimClass Namespace = ClassMaker.Make("__NAMESPACE", Root, "string *Name");

    public static readonly CimClass IndicationRelated = ClassMaker.Make("__IndicationRelated", Root, "", [ClassMaker.Abstract]);

    public static readonly CimClass Event =
        ClassMaker.Make("__Event", IndicationRelated, "uint8[] SECURITY_DESCRIPTOR; uint64 TIME_CREATED", [ClassMaker.Abstract]);

    public static readonly CimClass InstanceOperation = ClassMaker.Make("__InstanceOperationEvent", Event, "object TargetInstance");

    public static readonly CimClass InstanceCreation = ClassMaker.Make("__InstanceCreationEvent", InstanceOperation, "");

    public static readonly CimClass InstanceModification =
        ClassMaker.Make("__InstanceModificationEvent", InstanceOperation, "object PreviousInstance");

    public static readonly CimClass InstanceDeletion = ClassMaker.Make("__InstanceDeletionEvent", InstanceOperation, "");

    /// <summary>The rights to a namespace.</summary>
    public static readonly CimClass Security = ClassMaker.Make("__SystemSecurity", Root, "", [new("singleton", true)],
    [
        Method("GetSD", [], [Bytes("SD", 0)]),
        Method("SetSD", [Bytes("SD", 0)], [], Role.Administrator),
        Method("GetCallerAccessRights", [], [new CimParameter { Name = "rights", Type = CimType.SInt32, Id = 0 }]),
    ]);

    /// <summary>Every one of them.</summary>
    public static IReadOnlyList<CimClass> All { get; } =
        [Root, Namespace, Security, IndicationRelated, Event, InstanceOperation, InstanceCreation, InstanceModification, InstanceDeletion];

    private static CimMethod Method(string name, CimParameter[] into, CimParameter[] outOf, Role role = Role.Operator) =>
        new() { Name = name, Origin = "__SystemSecurity", IsStatic = true, In = into, Out = outOf, Role = role };

    private static CimParameter Bytes(string name, int id) =>
        new() { Name = name, Type = CimType.UInt8, IsArray = true, Id = id };
}
