// extern "C" void net_switch_by_assembly(saved_context* from, saved_context to)
//
// The caller of a C function expects seven things kept over the call: six
// registers and its stack pointer; and two more that are easily forgotten, the
// control bits of both floating-point units. We keep them on the stack that we
// leave. One word, its address, then says where to go on. See the System V
// ABI for x86-64, section 3.2.1.
//
//     registers + 56   return address    pushed by the call of this function
//               + 48   rbp
//               + 40   rbx
//               + 32   r12
//               + 24   r13
//               + 16   r14
//               +  8   r15
//               +  4   x87 control word  2 bytes
//               +  0   MXCSR             4 bytes

#define FLOAT_STATE     8  // bytes
#define REGISTERS       48 // bytes, above it
#define X87_CONTROL     4
#define MXCSR_CONTROL   0xffc0 // its low six bits are sticky exception flags

        .text
        .globl  net_switch_by_assembly
        .type   net_switch_by_assembly, @function
        .p2align 4
net_switch_by_assembly:
        .cfi_startproc
        pushq   %rbp
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rbp, 0
        pushq   %rbx
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rbx, 0
        pushq   %r12
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r12, 0
        pushq   %r13
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r13, 0
        pushq   %r14
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r14, 0
        pushq   %r15
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r15, 0
        subq    $FLOAT_STATE, %rsp
        .cfi_adjust_cfa_offset FLOAT_STATE
        stmxcsr (%rsp)
        fnstcw  X87_CONTROL(%rsp)
        movq    %rsp, (%rdi)            // from->registers

        // To load a control word is slow, and to load one that differs is
        // slower; nearly always the two sides agree. The flags in MXCSR do
        // not count: they belong to whoever runs.
        movl    (%rsp), %eax
        movl    (%rsi), %ecx
        movzwl  X87_CONTROL(%rsp), %edx
        xorl    %eax, %ecx
        xorw    X87_CONTROL(%rsi), %dx
        andl    $MXCSR_CONTROL, %ecx
        orl     %ecx, %edx
        jnz     .Lload_control

.Lcontrol_is_right:
        // From here on we are on the other stack. It was left by this very
        // function, so all that CFI says of ours is true of it as well.
        movq    %rsi, %rsp
        addq    $FLOAT_STATE, %rsp
        .cfi_adjust_cfa_offset -FLOAT_STATE
        .cfi_remember_state
        popq    %r15
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r15
        popq    %r14
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r14
        popq    %r13
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r13
        popq    %r12
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r12
        popq    %rbx
        .cfi_adjust_cfa_offset -8
        .cfi_restore %rbx
        popq    %rbp
        .cfi_adjust_cfa_offset -8
        .cfi_restore %rbp
        // [lesson: jump-back]
        // Not `ret`: the processor remembers calls, and guesses that a `ret`
        // goes back to the last one. Here that would always be wrong.
        popq    %rcx
        .cfi_adjust_cfa_offset -8
        .cfi_register %rip, %rcx
        jmpq    *%rcx
        // [end]

        // ecx has the bits that differ: turn these round in ours, and keep
        // our flags. The scratch is the place that we are about to leave.
.Lload_control:
        .cfi_restore_state
        .cfi_adjust_cfa_offset FLOAT_STATE
        xorl    %eax, %ecx
        movl    %ecx, (%rsi)
        ldmxcsr (%rsi)
        fldcw   X87_CONTROL(%rsi)
        jmp     .Lcontrol_is_right
        .cfi_endproc
        .size   net_switch_by_assembly, . - net_switch_by_assembly

// void net_begin_context(): where a new stack begins. make_assembly_context()
// has put our entry function into r12, its argument into r13, and on top of
// the stack the address of the saved_context of whoever has switched here.
//
// Nobody has called us; but who looks for a caller, a debugger or the
// unwinder, is sent to him. His frame is that of net_switch_by_assembly:
//
//     its CFA = (*the saved_context).registers + 64
//
// signal_frame says that this may be anywhere, also below our own stack.

#define DW_CFA_def_cfa_expression 0x0f
#define DW_OP_breg7               0x77 // rsp +
#define DW_OP_deref               0x06
#define DW_OP_plus_uconst         0x23

        .globl  net_begin_context
        .type   net_begin_context, @function
        .p2align 4
        .cfi_startproc
        .cfi_signal_frame
        .cfi_escape DW_CFA_def_cfa_expression, 6, \
                DW_OP_breg7, 0, DW_OP_deref, DW_OP_deref, \
                DW_OP_plus_uconst, FLOAT_STATE + REGISTERS + 8
        .cfi_offset %rip, -8
        .cfi_offset %rbp, -16
        .cfi_offset %rbx, -24
        .cfi_offset %r12, -32
        .cfi_offset %r13, -40
        .cfi_offset %r14, -48
        .cfi_offset %r15, -56
        nop     // who is called from here is looked up one byte earlier
net_begin_context:
        movq    %r13, %rdi
        callq   *%r12
        ud2                             // it must never return
        .cfi_endproc
        .size   net_begin_context, . - net_begin_context

        // Without this line the whole program gets an executable stack.
        .section .note.GNU-stack, "", @progbits
