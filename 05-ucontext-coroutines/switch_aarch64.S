// extern "C" void net_switch_by_assembly(saved_context* from, saved_context to)
//
// What the caller of a C function expects kept over the call, by the Procedure
// Call Standard for AArch64: x19 to x29, its stack pointer, the low halves of
// v8 to v15, and the control register of the floating-point unit. x30 is where
// it goes on. We keep them on the stack that we leave.
//
//     registers + 160   fpcr
//               +  96   d8 ... d15
//               +  80   x29 (frame), x30 (return address)
//               +   0   x19 ... x28

#define CALLER          80
#define VECTORS         96
#define FLOAT_CONTROL   160
#define FRAME           176 // bytes; a multiple of 16

        .text
        .globl  net_switch_by_assembly
        .type   net_switch_by_assembly, %function
        .p2align 4
net_switch_by_assembly:
        .cfi_startproc
        sub     sp, sp, #FRAME
        .cfi_def_cfa_offset FRAME
        stp     x19, x20, [sp, #0]
        .cfi_rel_offset x19, 0
        .cfi_rel_offset x20, 8
        stp     x21, x22, [sp, #16]
        .cfi_rel_offset x21, 16
        .cfi_rel_offset x22, 24
        stp     x23, x24, [sp, #32]
        .cfi_rel_offset x23, 32
        .cfi_rel_offset x24, 40
        stp     x25, x26, [sp, #48]
        .cfi_rel_offset x25, 48
        .cfi_rel_offset x26, 56
        stp     x27, x28, [sp, #64]
        .cfi_rel_offset x27, 64
        .cfi_rel_offset x28, 72
        stp     x29, x30, [sp, #CALLER]
        .cfi_rel_offset x29, CALLER
        .cfi_rel_offset x30, CALLER + 8
        stp     d8, d9, [sp, #VECTORS]
        stp     d10, d11, [sp, #VECTORS + 16]
        stp     d12, d13, [sp, #VECTORS + 32]
        stp     d14, d15, [sp, #VECTORS + 48]
        mrs     x9, fpcr
        str     x9, [sp, #FLOAT_CONTROL]
        mov     x10, sp
        str     x10, [x0]               // from->registers

        // From here on we are on the other stack. It was left by this very
        // function, so all that CFI says of ours is true of it as well.
        mov     sp, x1
        ldr     x10, [sp, #FLOAT_CONTROL]
        cmp     x9, x10                 // to write it is slow, and nearly
        b.eq    1f                      // always the two sides agree
        msr     fpcr, x10
1:      ldp     d14, d15, [sp, #VECTORS + 48]
        ldp     d12, d13, [sp, #VECTORS + 32]
        ldp     d10, d11, [sp, #VECTORS + 16]
        ldp     d8, d9, [sp, #VECTORS]
        ldp     x29, x30, [sp, #CALLER]
        ldp     x27, x28, [sp, #64]
        ldp     x25, x26, [sp, #48]
        ldp     x23, x24, [sp, #32]
        ldp     x21, x22, [sp, #16]
        ldp     x19, x20, [sp, #0]
        add     sp, sp, #FRAME
        .cfi_def_cfa_offset 0
        // What lies below the stack pointer now belongs to signal handlers.
        .cfi_restore x19
        .cfi_restore x20
        .cfi_restore x21
        .cfi_restore x22
        .cfi_restore x23
        .cfi_restore x24
        .cfi_restore x25
        .cfi_restore x26
        .cfi_restore x27
        .cfi_restore x28
        .cfi_restore x29
        .cfi_restore x30
        // Not `ret`: the processor remembers calls, and guesses that a `ret`
        // goes back to the last one. Here that would always be wrong.
        br      x30
        .cfi_endproc
        .size   net_switch_by_assembly, . - net_switch_by_assembly

// void net_begin_context(): where a new stack begins. make_assembly_context()
// has put our entry function into x19, its argument into x20, and on top of
// the stack the address of the saved_context of whoever has switched here.
//
// Nobody has called us; but who looks for a caller, a debugger or the
// unwinder, is sent to him. His frame is that of net_switch_by_assembly:
//
//     its CFA = (*the saved_context).registers + FRAME
//
// signal_frame says that this may be anywhere, also below our own stack.

#define DW_CFA_def_cfa_expression 0x0f
#define DW_OP_breg31              0x8f // sp +
#define DW_OP_deref               0x06
#define DW_OP_plus_uconst         0x23

        .globl  net_begin_context
        .type   net_begin_context, %function
        .p2align 4
        .cfi_startproc
        .cfi_signal_frame
        // 176 as DWARF writes it, seven bits a byte: 0xb0, 0x01.
        .cfi_escape DW_CFA_def_cfa_expression, 7, \
                DW_OP_breg31, 0, DW_OP_deref, DW_OP_deref, \
                DW_OP_plus_uconst, 0xb0, 0x01
        .cfi_offset x19, -FRAME
        .cfi_offset x20, -FRAME + 8
        .cfi_offset x21, -FRAME + 16
        .cfi_offset x22, -FRAME + 24
        .cfi_offset x23, -FRAME + 32
        .cfi_offset x24, -FRAME + 40
        .cfi_offset x25, -FRAME + 48
        .cfi_offset x26, -FRAME + 56
        .cfi_offset x27, -FRAME + 64
        .cfi_offset x28, -FRAME + 72
        .cfi_offset x29, -FRAME + CALLER
        .cfi_offset x30, -FRAME + CALLER + 8
        nop     // who is called from here is looked up one word earlier
net_begin_context:
        mov     x0, x20
        blr     x19
        brk     #0                      // it must never return
        .cfi_endproc
        .size   net_begin_context, . - net_begin_context

        // Without this line the whole program gets an executable stack.
        .section .note.GNU-stack, "", %progbits
