using Sekimori.Cim.Model;

namespace Sekimori.Cim.SystemClasses;

/// <summary>
/// The classes of stored event consumers. They describe what a client wants to have run when something happens. Nothing here reads them.
/// </summary>
internal static class ConsumerClass
{
    private static readonly CimClass _generator =
        ClassMaker.Make("__EventGenerator", SystemClass.IndicationRelated, "", [ClassMaker.Abstract]);

    private static readonly CimClass _timer =
        ClassMaker.Make("__TimerInstruction", _generator, "boolean SkipIfPassed; string *TimerId", [ClassMaker.Abstract]);

    private static readonly CimClass _filter = ClassMaker.Make("__EventFilter", SystemClass.IndicationRelated,
        "uint8[] CreatorSID; string EventAccess; string EventNamespace; string *Name; string Query; string QueryLanguage");

    private static readonly CimClass _consumer = ClassMaker.Make("__EventConsumer", SystemClass.IndicationRelated,
        "uint8[] CreatorSID; string MachineName; uint32 MaximumQueueSize", [ClassMaker.Abstract]);

    /// <summary>The classes that instances are stored of.</summary>
    public static IReadOnlyList<CimClass> All { get; } =
    [
        _filter,
        ClassMaker.Make("__FilterToConsumerBinding", SystemClass.IndicationRelated,
            "__EventConsumer *Consumer; uint8[] CreatorSID; boolean DeliverSynchronously; uint32 DeliveryQoS; __EventFilter *Filter; " +
            "boolean MaintainSecurityContext; boolean SlowDownProviders"),
        ClassMaker.Make("__IntervalTimerInstruction", _timer, "uint32 IntervalBetweenEvents"),
        ClassMaker.Make("__AbsoluteTimerInstruction", _timer, "datetime EventDateTime"),
        ClassMaker.Make("CommandLineEventConsumer", _consumer,
            "string CommandLineTemplate; boolean CreateNewConsole; boolean CreateNewProcessGroup; boolean CreateSeparateWowVdm; " +
            "boolean CreateSharedWowVdm; string DesktopName; string ExecutablePath; uint32 FillAttribute; boolean ForceOffFeedback; " +
            "boolean ForceOnFeedback; uint32 KillTimeout; string *Name; sint32 Priority; boolean RunInteractively; " +
            "uint32 ShowWindowCommand; boolean UseDefaultErrorMode; string WindowTitle; string WorkingDirectory; uint32 XCoordinate; " +
            "uint32 XNumCharacters; uint32 XSize; uint32 YCoordinate; uint32 YNumCharacters; uint32 YSize"),
        ClassMaker.Make("ActiveScriptEventConsumer", _consumer,
            "uint32 KillTimeout; string *Name; string ScriptFileName; string ScriptingEngine; string ScriptText"),
        ClassMaker.Make("LogFileEventConsumer", _consumer,
            "string Filename; boolean IsUnicode; uint64 MaximumFileSize; string *Name; string Text"),
        ClassMaker.Make("NTEventLogEventConsumer", _consumer,
            "uint16 Category; uint32 EventID; uint32 EventType; string[] InsertionStringTemplates; string *Name; " +
            "string NameOfRawDataProperty; string NameOfUserSIDProperty; uint32 NumberOfInsertionStrings; string SourceName; " +
            "string UNCServerName"),
        ClassMaker.Make("SMTPEventConsumer", _consumer,
            "string BccLine; string CcLine; string FromLine; string[] HeaderFields; string Message; string *Name; string ReplyToLine; " +
            "string SMTPServer; string Subject; string ToLine"),
    ];
}
